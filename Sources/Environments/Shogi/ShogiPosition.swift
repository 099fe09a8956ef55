/// A position of shogi: what SFEN says of it. About 200 bytes, none of them on the heap, so that a search copies it
/// freely.
///
/// Squares are bits of 81, 1a the lowest and 9i the highest.
package struct ShogiPosition: Sendable {
  /// The variant of the game.
  package let variant: ShogiVariant
  /// The player to move.
  package internal(set) var turn: ShogiColor = .black
  /// The number of the move, which increases with every move.
  package var moveNumber: Int32 = 1
  /// The squares of each kind of piece, promoted or not: [kind].
  private(set) var kinds = InlineArray<8, UInt128>(repeating: 0)
  private(set) var promoted: UInt128 = 0
  /// [color]
  private(set) var colors = InlineArray<2, UInt128>(repeating: 0)
  /// [color]
  private var hands = InlineArray<2, ShogiHand>(repeating: ShogiHand())

  init(empty variant: ShogiVariant) { self.variant = variant }

  /// The position in which a game begins.
  package init(_ variant: ShogiVariant = .standard) {
    do { self = try ShogiPosition(sfen: variant.start, variant: variant) } catch {
      preconditionFailure("the first position of \(variant.name): \(error)")
    }
  }

  /// All pieces of a kind, promoted or not.
  @inline(__always)
  package subscript(kind: ShogiPieceKind) -> UInt128 { kinds[Int(kind.rawValue)] }

  /// All pieces of a player.
  @inline(__always)
  package subscript(color: ShogiColor) -> UInt128 { colors[Int(color.rawValue)] }

  /// All pieces.
  @inline(__always)
  package var occupied: UInt128 { colors[0] | colors[1] }

  /// The pieces that a player can drop.
  @inline(__always)
  package func hand(of color: ShogiColor) -> ShogiHand { hands[Int(color.rawValue)] }

  @inline(__always)
  func king(of color: ShogiColor) -> Int { (self[.king] & self[color]).trailingZeroBitCount }

  /// The piece on a square; nil if it is empty.
  package func piece(at square: Int) -> ShogiPiece? {
    guard occupied >> UInt128(square) & 1 != 0 else { return nil }
    let color: ShogiColor = self[.black] >> UInt128(square) & 1 != 0 ? .black : .white
    return ShogiPiece(kind(at: square), promoted: promoted >> UInt128(square) & 1 != 0, color)
  }

  /// The kind of the piece on an occupied square, promoted or not.
  @inline(__always)
  func kind(at square: Int) -> ShogiPieceKind {
    let bit: UInt128 = 1 &<< UInt128(truncatingIfNeeded: square)
    if self[.pawn] & bit != 0 { return .pawn }
    if self[.silver] & bit != 0 { return .silver }
    if self[.gold] & bit != 0 { return .gold }
    if self[.king] & bit != 0 { return .king }
    if self[.bishop] & bit != 0 { return .bishop }
    if self[.rook] & bit != 0 { return .rook }
    return self[.knight] & bit != 0 ? .knight : .lance
  }

  /// Puts a piece that is not promoted on empty squares, or takes one away from where it is.
  @inline(__always)
  mutating func toggle(_ kind: ShogiPieceKind, _ color: ShogiColor, _ squares: UInt128) {
    kinds[Int(kind.rawValue)] ^= squares
    colors[Int(color.rawValue)] ^= squares
  }

  @inline(__always)
  mutating func togglePromotion(_ squares: UInt128) { promoted ^= squares }

  @inline(__always)
  mutating func hold(_ kind: ShogiPieceKind, _ color: ShogiColor, _ count: Int = 1) {
    hands[Int(color.rawValue)].add(kind, count)
  }
}

extension ShogiPosition: Equatable {
  /// Whether everything that SFEN describes is equal.
  package static func == (first: ShogiPosition, second: ShogiPosition) -> Bool {
    first.repeats(second) && first.moveNumber == second.moveNumber
  }

  /// Whether one position repeats another: the same pieces on the board and in hand, and the same player to move.
  func repeats(_ other: ShogiPosition) -> Bool {
    guard variant == other.variant, turn == other.turn, promoted == other.promoted else { return false }
    for kind in ShogiPieceKind.allCases where self[kind] != other[kind] { return false }
    return self[.black] == other[.black] && hands[0] == other.hands[0] && hands[1] == other.hands[1]
  }

  /// The hash of everything that `repeats` compares.
  var hash: PositionHash {
    var hash = PositionHash()
    for index in kinds.indices { hash.combine(kinds[index]) }
    hash.combine(promoted)
    hash.combine(self[.black])
    hash.combine(hands[0].bits)
    hash.combine(hands[1].bits ^ UInt64(turn.rawValue) << 63)
    return hash
  }
}
