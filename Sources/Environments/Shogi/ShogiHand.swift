/// The captured pieces that a player can drop.
package struct ShogiHand: Sendable, Equatable {
  /// Eight bits for each kind.
  private(set) var bits: UInt64 = 0

  /// The number of pieces of a kind.
  @inline(__always)
  package subscript(kind: ShogiPieceKind) -> Int {
    Int(truncatingIfNeeded: bits &>> UInt64(kind.rawValue &<< 3)) & 0xff
  }

  /// Whether there are none.
  @inline(__always)
  package var isEmpty: Bool { bits == 0 }

  /// Adds a number of pieces of a kind, which may be negative if there are enough of them.
  @inline(__always)
  mutating func add(_ kind: ShogiPieceKind, _ count: Int = 1) {
    bits &+= UInt64(bitPattern: Int64(count)) &<< UInt64(kind.rawValue &<< 3)
  }
}
