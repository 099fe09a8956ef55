/// Reads numbers from bytes that a `ByteWriter` wrote.
struct ByteReader {
  /// The error of bytes that cannot be read.
  struct Mismatch: Error {}

  private let bytes: [UInt8]
  private var offset: Int

  init(_ bytes: [UInt8], from offset: Int = 0) { (self.bytes, self.offset) = (bytes, offset) }

  /// The number of bytes that have not been read.
  var rest: Int { bytes.count - offset }

  mutating func read<Number: BitwiseCopyable>(_ type: Number.Type) throws(Mismatch) -> Number {
    let size = MemoryLayout<Number>.size
    guard rest >= size else { throw Mismatch() }
    defer { offset += size }
    return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: type) }
  }

  /// Reads a number of at least 0, written as an Int.
  mutating func count() throws(Mismatch) -> Int {
    let count = try read(Int.self)
    guard count >= 0 else { throw Mismatch() }
    return count
  }

  /// Reads `count` numbers. Throws before it reserves memory if there are fewer.
  mutating func read<Number: BitwiseCopyable>(_ type: Number.Type, count: Int) throws(Mismatch) -> [Number] {
    let (size, overflows) = count.multipliedReportingOverflow(by: MemoryLayout<Number>.stride)
    guard count >= 0, !overflows, size <= rest else { throw Mismatch() }
    defer { offset += size }
    return [Number](unsafeUninitializedCapacity: count) { buffer, initialized in
      bytes.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(buffer).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + size]))
      }
      initialized = count
    }
  }

  mutating func observations(count: Int) throws(Mismatch) -> ObservationBatch {
    switch try read(UInt8.self) {
    case 0: .numbers(try read(Float.self, count: count))
    case 1: .bytes(try read(UInt8.self, count: count))
    default: throw Mismatch()
    }
  }

  /// Throws if there are unread bytes.
  func finish() throws(Mismatch) {
    guard rest == 0 else { throw Mismatch() }
  }
}
