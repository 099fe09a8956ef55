/// Numbers as bytes, one behind the other without padding, as the machine holds them: little-endian wherever Swift
/// runs today.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func write<Number: BitwiseCopyable>(_ number: Number) {
    withUnsafeBytes(of: number) { bytes += $0 }
  }

  mutating func write<Number: BitwiseCopyable>(_ numbers: [Number]) {
    numbers.withUnsafeBytes { bytes += $0 }
  }

  /// Numbers of a kind that is written before them.
  mutating func write(_ batch: ObservationBatch) {
    switch batch {
    case .numbers(let values):
      write(UInt8(0))
      write(values)
    case .bytes(let values):
      write(UInt8(1))
      write(values)
    }
  }
}
