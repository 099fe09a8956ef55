/// Memory of a device's pool, which it goes back to when nothing refers to it any more.
final class PooledMemory<Allocation: Sendable>: DeviceMemory {
  let allocation: Allocation
  let byteCount: Int
  private let pool: MemoryPool<Allocation>

  init(_ allocation: Allocation, byteCount: Int, pool: MemoryPool<Allocation>) {
    self.allocation = allocation
    self.byteCount = byteCount
    self.pool = pool
  }

  deinit { pool.give(allocation, byteCount: byteCount) }
}

extension Buffer {
  /// Stops the program where `count` bytes at an offset reach past the end.
  func checkUpload(_ count: Int, at byteOffset: Int) {
    precondition(
      byteOffset >= 0 && byteOffset + count <= byteCount,
      "an upload of \(count) bytes to offset \(byteOffset) of a buffer of \(byteCount)")
  }

  /// The bytes of a download, all of them unless a range is given, which must not reach past the end.
  func downloaded(_ range: Range<Int>?) -> Range<Int> {
    let range = range ?? 0..<byteCount
    precondition(
      range.lowerBound >= 0 && range.upperBound <= byteCount,
      "a download of bytes \(range) of a buffer of \(byteCount)")
    return range
  }

  /// Stops the program where a copy of `count` bytes to `destination` reaches past the end of either.
  func checkCopy(_ count: Int, to destination: Buffer) {
    precondition(
      count <= byteCount && count <= destination.byteCount,
      "a copy of \(count) bytes from a buffer of \(byteCount) to one of \(destination.byteCount)")
  }
}
