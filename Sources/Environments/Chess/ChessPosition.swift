/// A position of chess: everything that FEN describes. It takes 80 bytes without heap memory, so that a
/// search can copy it cheaply.
///
/// Squares are bits, from a1, the lowest, to h8, the highest.
package struct ChessPosition: Sendable {
  /// The variant of the game.
  package let variant: ChessVariant
  /// The player to move.
  package internal(set) var turn: ChessColor = .white
  /// The rights to castle, in bits 0 to 3: white's towards h and a, then black's.
  var castling: UInt8 = 0
  /// The square where a legal en passant capture ends; 64 if there is none.
  var passing: UInt8 = Self.noSquare
  /// The number of moves by both players since the last capture or pawn's move.
  package internal(set) var quietMoves: Int32 = 0
  /// The number of the move, which increases after black's.
  package internal(set) var moveNumber: Int32 = 1
  /// The squares of each kind of piece: [kind].
  private(set) var kinds = InlineArray<6, UInt64>(repeating: 0)
  /// The squares of each player's pieces: [color].
  private(set) var colors = InlineArray<2, UInt64>(repeating: 0)

  static let noSquare: UInt8 = 64

  init(empty variant: ChessVariant) { self.variant = variant }

  /// The position in which a game begins.
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

  @inline(__always)
  func king(of color: ChessColor) -> Int { (self[.king] & self[color]).trailingZeroBitCount }

  /// The square where a legal en passant capture ends; nil if there is none.
  package var enPassantSquare: Int? { passing == Self.noSquare ? nil : Int(passing) }

  /// The piece on a square; nil if it is empty.
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

  /// Places a piece on an empty square, or removes it from its square.
  @inline(__always)
  mutating func toggle(_ kind: ChessPieceKind, _ color: ChessColor, _ squares: UInt64) {
    kinds[Int(kind.rawValue)] ^= squares
    colors[Int(color.rawValue)] ^= squares
  }
}

extension ChessPosition: Equatable {
  /// Whether everything that FEN describes is equal.
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

  /// The hash of everything that `repeats` compares.
  var hash: PositionHash {
    var hash = PositionHash()
    for index in kinds.indices { hash.combine(kinds[index]) }
    hash.combine(self[.white])
    hash.combine(UInt64(turn.rawValue) | UInt64(castling) << 8 | UInt64(passing) << 16)
    return hash
  }
}
