import Dispatch
import Testing

@testable import Device

/// Launches of one kernel on several serial devices at once.
@Suite struct KernelGateTests {
  private static let program = Program(
    text: """
      KERNEL void count_up(GLOBAL int* values, int rounds) {
        int value = values[get_global_id(0)];
        for (int i = 0; i < rounds; i++) value = (value + 1) ^ 0;
        values[get_global_id(0)] = value;
      }
      """)

  /// Ever larger launches of a kernel on one device while another runs smaller ones: PoCL would abort the process.
  @Test func devicesMeetAKernelAtOnce() throws {
    let lanes = Devices.lanes(of: try Devices.select("cpu"))
    let sums = try (0..<40).map { round in
      var results = [Result<[Int32], any Error>](repeating: .success([]), count: lanes.count)
      results.withUnsafeMutableBufferPointer { results in
        nonisolated(unsafe) let results = results
        DispatchQueue.concurrentPerform(iterations: lanes.count) { lane in
          results[lane] = Result { try Self.run(on: lanes[lane], lane: lane, round: round) }
        }
      }
      return try results.reduce(0) { try $0 + Int($1.get().reduce(0) { $0 + Int($1) }) }
    }
    let expected = (0..<40).map { round in
      lanes.indices.reduce(0) { $0 + 30 * 50 * Self.size(lane: $1, round: round) }
    }
    #expect(sums == expected)
  }

  /// One device's launches grow.
  private static func size(lane: Int, round: Int) -> Int { 8 * (lane == 0 ? 1 : 1 + lane + round) }

  private static func run(on device: any Device, lane: Int, round: Int) throws -> [Int32] {
    let queue = try device.makeQueue(profiling: false)
    let count = size(lane: lane, round: round)
    let buffer = try device.makeBuffer(byteCount: 4 * count)
    try queue.fill(buffer, pattern: 0)
    for _ in 0..<30 {
      let launch = try device.makeLaunch(
        "count_up", in: program, arguments: [.buffer(buffer), .int(50)], global: [count], local: [8])
      try queue.enqueue(launch)
    }
    return try queue.download(buffer, range: nil).wait().array(of: Int32.self)
  }
}
