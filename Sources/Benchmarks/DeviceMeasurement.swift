import Device
import Operations

/// The measured peak performance of a device. Kernels are reported as shares of it.
package struct DevicePeaks: Sendable, Codable {
  /// The rate of float32 fused multiply-adds with operands in registers, in GFLOP/s; each counts as two
  /// operations.
  package let multiplyAddGflops: Double
  /// The rate of a copy between buffers larger than the caches, in GB/s; bytes read and bytes written both
  /// count.
  package let copyGbps: Double
}

/// The cost of launching a kernel that does nothing, in microseconds.
package struct LaunchCost: Sendable, Codable {
  /// The time per launch if many launches are queued and waited for once.
  package let queuedMicroseconds: Double
  /// The time of a launch if every launch is waited for before the next is enqueued.
  package let waitedMicroseconds: Double
  /// The host's time for a queued launch, until the call that enqueues it returns.
  package let enqueueMicroseconds: Double
  /// The time per launch in a sequence of many launches that depend on one another.
  package let sequenceMicroseconds: Double
  /// The host's time per launch in such a sequence.
  package let sequenceHostMicroseconds: Double
  /// The time of a sequence that uploads 4 KB, runs one launch and downloads 4 KB, until the host has the
  /// data.
  package let roundTripMicroseconds: Double
  /// The way in which a sequence is submitted to the driver.
  package let submission: String
}

/// Measures a device by running kernels of `Kernels/measure.cl`.
package struct DeviceMeasurement {
  private let device: any Device
  private let queue: any Queue
  private let isVector: Bool

  /// Throws if the device cannot make a queue.
  package init(device: any Device) throws {
    self.device = device
    queue = try device.makeQueue(profiling: false)
    isVector = KernelVariant.preferred(on: device.info) == .vector
  }

  /// The best of `runs` runs of about `runSeconds` seconds each.
  package func peaks(runSeconds: Double = 0.05, runs: Int = 10) throws -> DevicePeaks {
    DevicePeaks(
      multiplyAddGflops: try multiplyAddPeak(runSeconds: runSeconds, runs: runs) * 1e-9,
      copyGbps: try copyPeak(runSeconds: runSeconds, runs: runs) * 1e-9)
  }

  /// The medians over several rounds.
  package func launchCost() throws -> LaunchCost {
    let count = 1000
    let unused = try device.makeBuffer(byteCount: 4)
    let nothing = try launch("nothing", [.buffer(unused)], items: 1, local: 1)
    _ = try queuedSeconds([nothing], count: count, on: queue)
    var queued: [Double] = []
    var waited: [Double] = []
    var enqueued: [Double] = []
    for _ in 0..<9 {
      var enqueueing = 0.0
      queued.append(
        try seconds {
          enqueueing = try seconds { for _ in 0..<count { try queue.enqueue(nothing) } }
          try queue.finish()
        })
      enqueued.append(enqueueing)
      waited.append(
        try seconds {
          for _ in 0..<count {
            try queue.enqueue(nothing)
            try queue.finish()
          }
        })
    }
    let scale = 1e6 / Double(count)
    let sequence = try sequenceCost(of: nothing, count: 448)
    return LaunchCost(
      queuedMicroseconds: queued.median * scale, waitedMicroseconds: waited.median * scale,
      enqueueMicroseconds: enqueued.median * scale, sequenceMicroseconds: sequence.all,
      sequenceHostMicroseconds: sequence.host, roundTripMicroseconds: try roundTrip(),
      submission: sequence.submission)
  }

  /// The times per launch of a sequence of `count` launches, on the device and on the host, in microseconds:
  /// medians over several runs.
  private func sequenceCost(of launch: any Launch, count: Int) throws -> (
    all: Double, host: Double, submission: String
  ) {
    let sequence = try device.makeSequence(
      SequenceContents(commands: [Command](repeating: .launch(launch), count: count)))
    var (all, host): ([Double], [Double]) = ([], [])
    for _ in 0..<15 {
      all.append(
        try seconds {
          host.append(try seconds { _ = try queue.run(sequence, uploading: 0) { _ in } })
          try queue.finish()
        })
    }
    let scale = 1e6 / Double(count)
    return (all.median * scale, host.median * scale, sequence.submission)
  }

  private func roundTrip() throws -> Double {
    let byteCount = 4096
    let (input, output) = (
      try device.makeBuffer(byteCount: byteCount), try device.makeBuffer(byteCount: byteCount)
    )
    let items = byteCount / 4 / (isVector ? lanes * chunk : 1) + (isVector ? 1 : 0)
    let copy = try self.launch(
      "copy_forward", [.buffer(input), .buffer(output), .int(byteCount / 4)], items: items,
      local: isVector ? 1 : 64)
    let sequence = try device.makeSequence(
      SequenceContents(upload: input, commands: [.launch(copy)], download: output))
    let times = try (0..<200).map { _ in
      try seconds {
        _ = try queue.run(sequence, uploading: byteCount) {
          $0.initializeMemory(as: UInt8.self, repeating: 1)
        }?
        .wait()
      }
    }
    return times.median * 1e6
  }

  // MARK: Peaks

  private func multiplyAddPeak(runSeconds: Double, runs: Int) throws -> Double {
    let local = isVector ? 1 : min(256, device.info.largestWorkGroup)
    let items = device.info.computeUnits * (isVector ? 4 : 32 * local)
    let result = try device.makeBuffer(byteCount: items * 4)
    func run(rounds: Int) throws -> Double {
      let launch = try launch(
        "multiply_add", [.buffer(result), .int(rounds), .float(0.999), .float(0.001)], items: items,
        local: local)
      return try queuedSeconds([launch], count: 1, on: queue)
    }
    var rounds = 1024
    var time = try run(rounds: rounds)
    while time < runSeconds / 2, rounds < 1 << 28 {
      rounds = Int(Double(rounds) * min(8, max(2, runSeconds / time)))
      time = try run(rounds: rounds)
    }
    for _ in 0..<runs { time = min(time, try run(rounds: rounds)) }
    return 2 * Double(items * lanes * Self.chains) * Double(rounds) / time
  }

  private func copyPeak(runSeconds: Double, runs: Int) throws -> Double {
    let info = device.info
    let byteCount = min(256 << 20, info.largestAllocation, info.globalMemory / 4) / 1024 * 1024
    let input = try device.makeBuffer(byteCount: byteCount)
    let output = try device.makeBuffer(byteCount: byteCount)
    try queue.fill(input, pattern: 0)
    let items = byteCount / 4 / (isVector ? lanes * chunk : Self.copiedElements)
    let copy = try launch(
      isVector ? "copy_forward" : "copy_wide", [.buffer(input), .buffer(output), .int(byteCount / 4)],
      items: items, local: isVector ? 1 : Self.copyGroup)
    _ = try queuedSeconds([copy], count: 1, on: queue)
    let count = max(1, Int(runSeconds / (try queuedSeconds([copy], count: 1, on: queue))))
    var time = Double.infinity
    for _ in 0..<runs { time = min(time, try queuedSeconds([copy], count: count, on: queue)) }
    device.trimPool()
    return 2 * Double(byteCount) * Double(count) / time
  }

  // MARK: Kernels

  /// The number of independent chains of multiply-adds: more than are in flight at once, and few enough for
  /// the registers.
  private static let chains = 16
  /// Elements that a GPU's work-item copies, and work-items of its work-groups, as in `copy_wide`.
  private static let copiedElements = 16, copyGroup = 128

  private var lanes: Int { isVector ? 16 : 1 }

  /// The number of vectors that a work-item copies: as large a piece as leaves several for every CPU thread.
  private var chunk: Int { isVector ? 4096 : 1 }

  private func launch(_ name: String, _ arguments: [Argument], items: Int, local: Int) throws -> any Launch {
    let program = Program(
      "measure", macros: ["WIDTH": "\(lanes)", "CHAINS": "\(Self.chains)", "CHUNK": "\(chunk)"])
    let global = (items + local - 1) / local * local
    return try device.makeLaunch(name, in: program, arguments: arguments, global: [global], local: [local])
  }
}
