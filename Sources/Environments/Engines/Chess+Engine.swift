extension Chess: EngineGame {
  package func beginning(at position: String?) throws(NotationError) -> Chess {
    let variant = game.start.variant
    let start = try position.map { fen throws(NotationError) in try ChessPosition(fen: fen, variant: variant)
    }
    return Chess(from: start ?? ChessPosition(variant), history: history, moveLimit: moveLimit)
  }

  package mutating func play(named name: String) throws(NotationError) {
    play(try game.position.move(uci: name))
  }

  package var positionText: String { game.position.fen }

  package var moveNames: [String] { game.position.legalMoves.map(\.uci) }

  package func perft(after name: String, depth: Int, isStopped: () -> Bool) -> Int? {
    guard let move = try? game.position.move(uci: name) else { preconditionFailure("\(name) is not legal") }
    return game.position.playing(move).perft(depth: depth - 1, isStopped: isStopped)
  }

  package var isLost: Bool { game.result?.winner == game.position.turn.opponent }

  /// Always false: in chess only draws are claimed.
  package var isDeclared: Bool { false }
}
