import Testing

@testable import Device

/// A diamond: two independent branches of an upload that are added up, in memory that is used twice.
enum Diamond {
  static let program = Program(
    text: """
      KERNEL void shift(GLOBAL const int* input, int addend, GLOBAL int* output) {
        output[get_global_id(0)] = input[get_global_id(0)] + addend;
      }
      KERNEL void sum(GLOBAL const int* a, GLOBAL const int* b, GLOBAL int* output) {
        output[get_global_id(0)] = a[get_global_id(0)] + b[get_global_id(0)];
      }
      """)

  static func launch(_ device: any Device, _ name: String, _ arguments: [Argument]) throws -> any Launch {
    try device.makeLaunch(name, in: program, arguments: arguments, global: [4], local: [2])
  }

  /// In 80 bytes.
  static func contents(_ device: any Device, in buffer: Buffer) throws -> SequenceContents {
    func part(_ index: Int) -> Buffer { buffer.slice(byteOffset: 16 * index, byteCount: 16) }
    return SequenceContents(
      upload: part(0),
      commands: [
        .launch(try launch(device, "shift", [.buffer(part(0)), .int(1), .buffer(part(1))])),
        .launch(try launch(device, "shift", [.buffer(part(0)), .int(10), .buffer(part(2))])),
        .launch(try launch(device, "sum", [.buffer(part(1)), .buffer(part(2)), .buffer(part(3))])),
        .fill(part(1), pattern: 5),
        .launch(try launch(device, "sum", [.buffer(part(1)), .buffer(part(3)), .buffer(part(2))])),
        .copy(from: part(2), to: part(4)),
      ], download: part(4), isUrgent: true)
  }

  /// What a run gives for an upload of four times `x`.
  static func expected(_ x: Int32) -> [Int32] { [Int32](repeating: 2 * x + 16, count: 4) }

  static func run(_ sequence: any CommandSequence, _ x: Int32, on queue: any Queue) throws -> Download {
    try #require(
      try queue.run(sequence, uploading: 16) { target in
        withUnsafeBytes(of: SIMD4<Int32>(repeating: x)) { target.copyMemory(from: $0) }
      })
  }
}
