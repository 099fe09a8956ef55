extension Shogi: EngineGame {
  package func beginning(at position: String?) throws(NotationError) -> Shogi {
    let variant = game.start.variant
    let start = try position.map { sfen throws(NotationError) in
      try ShogiPosition(sfen: sfen, variant: variant)
    }
    return Shogi(from: start ?? ShogiPosition(variant), history: history, moveLimit: moveLimit)
  }

  package mutating func play(named name: String) throws(NotationError) {
    play(try game.position.move(usi: name))
  }

  package var positionText: String { game.position.sfen }

  package var moveNames: [String] { game.position.legalMoves.map(\.usi) }

  package func perft(after name: String, depth: Int, isStopped: () -> Bool) -> Int? {
    guard let move = try? game.position.move(usi: name) else { preconditionFailure("\(name) is not legal") }
    return game.position.playing(move).perft(depth: depth - 1, isStopped: isStopped)
  }

  package var isLost: Bool { game.result?.winner == game.position.turn.opponent }

  package var isDeclared: Bool {
    game.result?.reason == .impasse && game.result?.winner == game.position.turn
  }
}

extension ShogiPosition {
  /// The legal move of this USI notation.
  ///
  /// Throws `NotationError` if the text is not a move or is not legal.
  package func move(usi: some StringProtocol) throws(NotationError) -> ShogiMove {
    let move = try ShogiMove(usi: usi)
    guard isLegal(move) else {
      throw NotationError(
        "\(move.usi) is not legal in \(sfen): choose one of the \(legalMoveCount) legal moves.")
    }
    return move
  }
}
