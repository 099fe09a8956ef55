/// A game of chess from any position: the moves made, repetitions, and the result.
package struct ChessGame: Sendable {
  /// The position in which the game began.
  package let start: ChessPosition
  /// The current position.
  package private(set) var position: ChessPosition
  /// The moves since the start.
  package private(set) var moves: [ChessMove] = []
  /// Whether three occurrences of a position, and 50 quiet moves of each player, end the game without a
  /// claim. By the FIDE's Laws only five occurrences and 75 moves do.
  package let claimsDraws: Bool
  /// The result; nil while the game goes on.
  package private(set) var result: ChessResult?

  /// The hashes of the positions since the last capture or pawn's move, ending with the current one.
  private var hashes: [PositionHash]

  /// A game before its first move.
  package init(from start: ChessPosition = ChessPosition(), claimsDraws: Bool = false) {
    (self.start, position, self.claimsDraws) = (start, start, claimsDraws)
    hashes = [start.hash]
    result = findResult()
  }

  /// Makes a legal move. In a game that is over, the result is then that of the new position.
  package mutating func play(_ move: ChessMove) {
    precondition(position.isLegal(move), "\(move.uci) is not legal in \(position.fen)")
    position.play(move)
    moves.append(move)
    if position.quietMoves == 0 { hashes.removeAll(keepingCapacity: true) }
    hashes.append(position.hash)
    result = findResult()
  }

  /// The number of occurrences of the current position, this one included.
  package var occurrences: Int {
    guard let now = hashes.last else { return 1 }
    return hashes.count { $0 == now }
  }

  /// Whether 50 moves of each player were made without a capture or a pawn's move.
  package var isFiftyMoves: Bool { position.quietMoves >= 100 }

  private func findResult() -> ChessResult? {
    if position.legalMoveCount == 0 {
      let isMate = position.isCheck
      if isMate { return ChessResult(winner: position.turn.opponent, reason: .checkmate) }
      return ChessResult(
        winner: nil, reason: position.hasInsufficientMaterial ? .insufficientMaterial : .stalemate)
    }
    let occurrences = occurrences
    let reason: ChessResult.Reason? =
      if position.hasInsufficientMaterial {
        .insufficientMaterial
      } else if position.quietMoves >= 150 {
        .seventyFiveMoves
      } else if occurrences >= 5 {
        .fivefoldRepetition
      } else if claimsDraws, isFiftyMoves {
        .fiftyMoves
      } else if claimsDraws, occurrences >= 3 {
        .threefoldRepetition
      } else {
        nil
      }
    return reason.map { ChessResult(winner: nil, reason: $0) }
  }
}
