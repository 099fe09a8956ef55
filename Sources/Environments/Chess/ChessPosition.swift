/// A position of chess: what FEN says of it. 80 bytes, none of them on the heap, so that a search copies it freely.
///
/// Squares are bits, a1 the lowest and h8 the highest.
package struct ChessPosition: Sendable {
  /// Which game this is a position of.
  package let variant: ChessVariant
  /// Whose turn it is.
  package internal(set) var turn: ChessColor = .white
  /// Of white's castling towards h and a, then black's, in bits 0 to 3.
  var castling: UInt8 = 0
  /// Where a pawn can be captured in passing, by a legal move; 64 where none can.
  var passing: UInt8 = Self.noSquare
  /// Moves of either player since the last capture or move of a pawn.
  package internal(set) var quietMoves: Int32 = 0
  /// The move's number, which rises after black's.
  package internal(set) var moveNumber: Int32 = 1
  /// [kind]
  private(set) var kinds = InlineArray<6, UInt64>(repeating: 0)
  /// [color]
  private(set) var colors = InlineArray<2, UInt64>(repeating: 0)

  static let noSquare: UInt8 = 64

  /// An empty board.
  init(empty variant: ChessVariant) { self.variant = variant }

  /// Where a game begins.
  package init(_ variant: ChessVariant = .standard) {
    do { self = try ChessPosition(fen: variant.start, variant: variant) } catch {
      preconditionFailure("the first position of \(variant.rawValue): \(error)")
    }
  }

  /// All pieces of a kind.
  @inline(__always)
  package subscript(kind: ChessPieceKind) -> UInt64 { kinds[Int(kind.rawValue)] }

  /// All pieces of a player.
  @inline(__always)
  package subscript(color: ChessColor) -> UInt64 { colors[Int(color.rawValue)] }

  /// All pieces.
  @inline(__always)
  package var occupied: UInt64 { colors[0] | colors[1] }

  /// Where a player's king is.
  @inline(__always)
  func king(of color: ChessColor) -> Int { (self[.king] & self[color]).trailingZeroBitCount }

  /// Where a pawn can be captured in passing by a legal move; nil where none can.
  package var enPassantSquare: Int? { passing == Self.noSquare ? nil : Int(passing) }

  /// What is on a square; nil where nothing is.
  package func piece(at square: Int) -> ChessPiece? {
    guard occupied >> UInt64(square) & 1 != 0 else { return nil }
    return ChessPiece(kind(at: square), self[.white] >> UInt64(square) & 1 != 0 ? .white : .black)
  }

  /// The kind of the piece on an occupied square.
  @inline(__always)
  func kind(at square: Int) -> ChessPieceKind {
    let bit: UInt64 = 1 &<< UInt64(square)
    if self[.pawn] & bit != 0 { return .pawn }
    if self[.knight] & bit != 0 { return .knight }
    if self[.bishop] & bit != 0 { return .bishop }
    if self[.rook] & bit != 0 { return .rook }
    return self[.queen] & bit != 0 ? .queen : .king
  }

  /// Puts a piece on an empty square, or takes one away from where it is.
  @inline(__always)
  mutating func toggle(_ kind: ChessPieceKind, _ color: ChessColor, _ squares: UInt64) {
    kinds[Int(kind.rawValue)] ^= squares
    colors[Int(color.rawValue)] ^= squares
  }
}

extension ChessPosition: Equatable {
  /// Whether all that FEN says is the same.
  package static func == (first: ChessPosition, second: ChessPosition) -> Bool {
    first.repeats(second) && first.quietMoves == second.quietMoves && first.moveNumber == second.moveNumber
  }

  /// Whether one position repeats another: the same pieces, turn and rights (FIDE's Laws, 9.2.3).
  func repeats(_ other: ChessPosition) -> Bool {
    guard variant == other.variant, turn == other.turn, castling == other.castling, passing == other.passing
    else { return false }
    for kind in ChessPieceKind.allCases where self[kind] != other[kind] { return false }
    return self[.white] == other[.white]
  }

  /// Of what `repeats` compares.
  var hash: PositionHash {
    var hash = PositionHash()
    for index in kinds.indices { hash.combine(kinds[index]) }
    hash.combine(self[.white])
    hash.combine(UInt64(turn.rawValue) | UInt64(castling) << 8 | UInt64(passing) << 16)
    return hash
  }
}
