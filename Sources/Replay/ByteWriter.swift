/// Writes numbers as bytes, without padding, in the machine's byte order: little-endian wherever Swift runs
/// today.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func write<Number: BitwiseCopyable>(_ number: Number) {
    withUnsafeBytes(of: number) { bytes += $0 }
  }

  mutating func write<Number: BitwiseCopyable>(_ numbers: [Number]) {
    numbers.withUnsafeBytes { bytes += $0 }
  }

  /// Writes the numbers. Their type must have been written before.
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
