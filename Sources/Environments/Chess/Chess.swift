/// Chess and Gardner's minichess as environments: see `ChessPosition` for the rules and `ChessActions` for
/// the moves' numbers.
///
/// Player 0 has the white pieces. Threefold repetition, 50 moves without a capture or a pawn's move, and the
/// move limit end the game as a draw, as programs play it. The reward of the last move is 1 if it mates; all
/// other rewards are 0.
///
/// Observations (AlphaZero, table S1) are [size, size, 14 · history + 7], seen by the player to move, whose
/// side is at the bottom. For each of the last `history` positions, the newest first, there are planes of the
/// player's pawns, knights, bishops, rooks, queens and king, of the opponent's, and planes of ones if the
/// position occurred once before and twice before. Planes of a single value each follow: whether black moves,
/// the number of moves made (at most 255), the player's rights to castle towards h and a, the opponent's, and
/// the number of moves since the last capture or pawn's move.
package struct Chess: Environment, FigureBoard {
  /// The number of moves, by both players together, after which the game is drawn.
  package let moveLimit: Int
  /// The number of positions that an observation shows.
  package let history: Int
  /// The game so far.
  package private(set) var game: ChessGame

  private let actions: ChessActions
  /// The last positions with the number of their occurrences, the newest first.
  private var recent: [(position: ChessPosition, occurrences: Int)] = []

  /// A game from the variant's first position.
  package init(_ variant: ChessVariant = .standard, history: Int = 8, moveLimit: Int = 512) {
    precondition(history >= 1, "observations of \(history) positions, where 1 is the fewest")
    precondition(moveLimit >= 1, "a limit of \(moveLimit) moves, where 1 is the fewest")
    self.init(from: ChessPosition(variant), history: history, moveLimit: moveLimit)
  }

  /// A game from any position. A reset begins with the usual one.
  package init(from start: ChessPosition, history: Int = 8, moveLimit: Int = 512) {
    (self.history, self.moveLimit, actions) = (history, moveLimit, ChessActions(start.variant))
    game = ChessGame(from: start, claimsDraws: true)
    recent = [(start, 1)]
  }

  /// One action for each of AlphaZero's moves.
  package var specification: EnvironmentSpecification {
    EnvironmentSpecification(
      name: actions.variant.rawValue,
      observations: .init(
        shape: [actions.variant.size, actions.variant.size, 14 * history + 7], element: .uint8),
      actions: .discrete(count: actions.count, meaning: .chessMove), players: 2, longestEpisode: moveLimit)
  }

  /// White begins.
  package var playerToMove: Int { Int(game.position.turn.rawValue) }

  /// Whether the rules or the move limit have ended the game.
  package var isOver: Bool { game.result != nil || game.moves.count >= moveLimit }

  /// Sets up the pieces; nothing depends on the seed.
  package mutating func reset(seed: UInt64) -> Observation {
    self = Chess(actions.variant, history: history, moveLimit: moveLimit)
    return observation
  }

  /// Makes a legal move.
  package mutating func step(_ action: Int) -> EnvironmentStep {
    precondition(!isOver, "a move in a game of \(actions.variant.rawValue) that is over")
    guard let move = actions.move(of: action, in: game.position) else {
      preconditionFailure("\(action) leads off the board")
    }
    play(move)
    return EnvironmentStep(
      observation: observation, reward: game.result?.winner == nil ? 0 : 1, isTerminated: isOver)
  }

  /// Makes a legal move, even in a game that is over, since programs that claim no draw continue.
  package mutating func play(_ move: ChessMove) {
    game.play(move)
    if recent.count == history { recent.removeLast() }
    recent.insert((game.position, game.occurrences), at: 0)
  }

  /// The legal moves.
  package var legalActions: [Int]? {
    let moves = game.position.legalMoves
    return (0..<moves.count).map { actions.action(of: moves[$0], by: game.position.turn) }.sorted()
  }

  /// The move in UCI notation, such as "e2e4"; "off the board" for an action that leads there.
  package func name(of action: Int) -> String {
    actions.move(of: action, in: game.position)?.uci ?? "off the board"
  }

  /// The move in UCI notation, or a legal one in algebraic notation: "e2e4", "e4", "O-O".
  package func action(named name: String) -> Int? {
    let turn = game.position.turn
    if let move = try? game.position.move(san: name) { return actions.action(of: move, by: turn) }
    guard let move = try? ChessMove(uci: name), actions.variant.board >> UInt64(move.from) & 1 != 0,
      actions.variant.board >> UInt64(move.to) & 1 != 0
    else { return nil }
    let action = actions.action(of: move, by: turn)
    return actions.move(of: action, in: game.position) == move ? action : nil
  }

  /// The board as white sees it, with lower-case letters for black's pieces, and whose turn it is or how the
  /// game ended.
  package var text: String { text(figures: false) }

  package func text(figures: Bool) -> String {
    let size = actions.variant.size
    let cells = (0..<size * size).map { point -> String in
      let square = (size - 1 - point / size) * 8 + point % size
      return game.position.piece(at: square).map { String(figures ? $0.figure : $0.letter) } ?? "."
    }
    let last = game.moves.last.map { actions.point(of: $0.to, seenBy: .white) }
    let rows = (1...size).reversed().map { String($0) }
    let columns = (0..<size).map { "\(ChessSquare.file($0))" }
    let turn = "\(game.position.turn)"
    let state: String =
      if let result = game.result {
        "\(result.score), \(result.reason.rawValue)"
      } else if isOver {
        "1/2-1/2, \(moveLimit) moves"
      } else {
        turn + (game.position.isCheck ? " to move, in check" : " to move")
      }
    return BoardText.board(cells: cells, columns: columns, rows: rows, last: last) + "\n" + state
  }

  /// The observation of the player to move: [size, size, 14 · history + 7].
  package var observation: Observation {
    let (size, planes, turn) = (actions.variant.size, 14 * history + 7, game.position.turn)
    var bytes = [UInt8](repeating: 0, count: size * size * planes)
    func fill(_ plane: Int, _ value: Int) {
      guard value > 0 else { return }
      for point in 0..<size * size { bytes[point * planes + plane] = UInt8(min(value, 255)) }
    }
    for (age, (position, occurrences)) in recent.enumerated() {
      for kind in ChessPieceKind.allCases {
        for square in SquareSet(position[kind]) {
          let isOwn = position[turn] >> UInt64(square) & 1 != 0
          let plane = 14 * age + Int(kind.rawValue) + (isOwn ? 0 : 6)
          bytes[actions.point(of: square, seenBy: turn) * planes + plane] = 1
        }
      }
      fill(14 * age + 12, occurrences >= 2 ? 1 : 0)
      fill(14 * age + 13, occurrences >= 3 ? 1 : 0)
    }
    let (first, own) = (14 * history, turn == .white ? 0 : 2)
    let rights = { (right: Int) in Int(game.position.castling) >> right & 1 }
    fill(first, Int(turn.rawValue))
    fill(first + 1, game.moves.count)
    for side in 0..<2 {
      fill(first + 2 + side, rights(own + side))
      fill(first + 4 + side, rights(2 - own + side))
    }
    fill(first + 6, Int(game.position.quietMoves))
    return .bytes(bytes)
  }
}
