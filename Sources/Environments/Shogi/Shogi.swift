/// Shogi and mini-shogi for agents: see `ShogiPosition` for the rules, `ShogiActions` for the moves' numbers.
///
/// Player 0 has the black pieces. An impasse is declared, by 27 points, as soon as it can be; the move limit draws. The
/// reward of the last move is 1 if it won, −1 if it lost (by perpetual check, or a repetition in mini-shogi, or because the
/// opponent may declare), 0 in a draw; all others' is 0.
///
/// Observations (AlphaZero, table S1) are [size, size, 45 · history + 2], seen by the player to move with his side at the
/// bottom. For each of the last `history` positions, the newest first: 14 planes of his pieces (pawns, lances, knights,
/// silvers, golds, bishops, rooks, kings, then promoted pawns, lances, knights, silvers, bishops, rooks), 14 of the
/// opponent's, three of ones where the position occurred before once, twice and three times, then how many of each of the
/// seven pieces he has in hand, and the opponent. Last, whether white moves, and the number of moves made (255 at most).
package struct Shogi: Environment {
  /// The number of moves, by both players together, after which the game is drawn.
  package let moveLimit: Int
  /// The number of positions that an observation shows.
  package let history: Int
  /// The game so far.
  package private(set) var game: ShogiGame

  private let actions: ShogiActions
  /// The last positions and how often they had occurred, the newest first.
  private(set) var recent: [(position: ShogiPosition, occurrences: Int)] = []

  /// A game from its first position on.
  package init(_ variant: ShogiVariant = .standard, history: Int = 8, moveLimit: Int = 512) {
    precondition(history >= 1, "observations of \(history) positions, where 1 is the fewest")
    precondition(moveLimit >= 1, "a limit of \(moveLimit) moves, where 1 is the fewest")
    self.init(from: ShogiPosition(variant), history: history, moveLimit: moveLimit)
  }

  /// A game from any position on; a reset begins with the usual one.
  package init(from start: ShogiPosition, history: Int = 8, moveLimit: Int = 512) {
    (self.history, self.moveLimit, actions) = (history, moveLimit, ShogiActions(start.variant))
    game = ShogiGame(from: start)
    recent = [(start, 1)]
  }

  /// One action for each of AlphaZero's moves.
  package var specification: EnvironmentSpecification {
    EnvironmentSpecification(
      name: actions.variant.name,
      observations: .init(
        shape: [actions.variant.size, actions.variant.size, 45 * history + 2], element: .uint8),
      actions: .discrete(count: actions.count, meaning: .shogiMove), players: 2, longestEpisode: moveLimit)
  }

  /// Black begins.
  package var playerToMove: Int { Int(game.position.turn.rawValue) }

  /// Whether the rules or the move limit have ended the game.
  package var isOver: Bool { game.result != nil || game.moves.count >= moveLimit }

  /// Sets up the pieces; nothing depends on the seed.
  package mutating func reset(seed: UInt64) -> Observation {
    self = Shogi(actions.variant, history: history, moveLimit: moveLimit)
    return observation
  }

  /// Makes a legal move.
  package mutating func step(_ action: Int) -> EnvironmentStep {
    precondition(!isOver, "a move in a game of \(actions.variant.name) that is over")
    let player = game.position.turn
    guard let move = actions.move(of: action, by: player) else {
      preconditionFailure("\(action) leads off the board")
    }
    play(move)
    let reward: Float = game.result?.winner.map { $0 == player ? 1 : -1 } ?? 0
    return EnvironmentStep(observation: observation, reward: reward, isTerminated: isOver)
  }

  /// Makes a legal move, even in a game that is over, since programs that make no declaration continue.
  package mutating func play(_ move: ShogiMove) {
    game.play(move)
    if recent.count == history { recent.removeLast() }
    recent.insert((game.position, game.occurrences), at: 0)
  }

  /// The legal moves.
  package var legalActions: [Int]? {
    let moves = game.position.legalMoves
    return (0..<moves.count).map { actions.action(of: moves[$0], by: game.position.turn) }.sorted()
  }

  /// The move in USI notation, such as "7g7f"; "off the board" for an action that leads there.
  package func name(of action: Int) -> String {
    actions.move(of: action, by: game.position.turn)?.usi ?? "off the board"
  }

  /// The move in USI notation, or a legal one in KIF: "7g7f", "７六歩(77)", "同銀(31)", "５五角打".
  package func action(named name: String) -> Int? {
    guard let move = try? ShogiMove(usi: name) else {
      let move = try? game.position.move(kif: name, after: game.moves.last?.to)
      return move.map { actions.action(of: $0, by: game.position.turn) }
    }
    let board = ShogiTables.shared.mask(.board, actions.variant, .black)
    guard board >> UInt128(move.to) & 1 != 0, move.from.map({ board >> UInt128($0) & 1 != 0 }) ?? true,
      move.drop.map({ actions.droppable.contains($0) }) ?? true
    else { return nil }
    let action = actions.action(of: move, by: game.position.turn)
    return actions.move(of: action, by: game.position.turn) == move ? action : nil
  }
}
