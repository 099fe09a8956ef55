/// The squares whose bits are set, in ascending order.
struct SquareSet: Sequence, IteratorProtocol {
  private var low: UInt64
  private var high: UInt64

  @inline(__always)
  init(_ bits: UInt64) { (low, high) = (bits, 0) }

  @inline(__always)
  init(_ bits: UInt128) {
    low = UInt64(truncatingIfNeeded: bits)
    high = UInt64(truncatingIfNeeded: bits &>> 64)
  }

  @inline(__always)
  mutating func next() -> Int? {
    if low != 0 {
      let square = low.trailingZeroBitCount
      low &= low &- 1
      return square
    }
    guard high != 0 else { return nil }
    let square = high.trailingZeroBitCount &+ 64
    high &= high &- 1
    return square
  }
}
