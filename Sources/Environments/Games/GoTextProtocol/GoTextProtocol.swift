/// The engine's side of the Go Text Protocol, version 2 (Farnebäck 2002): commands in, answers out. What reads and writes
/// them, and what plays, is the caller's.
///
/// Rules are those of `Go`, except that nothing ends a game: after two passes, or the move limit, it can be gone on with.
/// The protocol lets a colour move twice in a row; then a pass of the other is inserted, which a player that looks at past
/// positions sees. Undoing takes the inserted pass back as well.
public struct GoTextProtocol: Sendable {
  /// What `name` is answered with.
  public let name: String
  /// What `version` is answered with.
  public let version: String
  /// The sizes that `boardsize` accepts: those that the player can play on.
  public let sizes: ClosedRange<Int>
  /// The game as it stands.
  public private(set) var game: Go
  /// Whether `quit` was answered: there is nothing more to answer.
  public private(set) var isFinished = false

  /// The game before each of the moves that can be undone.
  private var earlier: [Go] = []

  /// An engine that begins with a game. Later games have its komi and history, and its move limit where they have its
  /// size.
  public init(name: String, version: String, game: Go, sizes: ClosedRange<Int> = 2...19) {
    precondition(sizes.contains(game.size), "a game of size \(game.size), where \(sizes) are accepted")
    (self.name, self.version, self.game, self.sizes) = (name, version, game, sizes)
  }

  /// The answer to a line, with the empty line that ends it; nil where there is nothing to answer, as to a comment.
  ///
  /// - Parameters:
  ///   - line: A command, with or without its number in front and a comment behind.
  ///   - generateMove: What plays: a legal action in a game, and for whom: 0 for black, 1 for white, who is to move.
  public mutating func answer(
    to line: String, generateMove: (_ game: Go, _ player: Int) throws -> Int
  ) rethrows -> String? {
    guard let request = GoTextRequest(line) else { return nil }
    let (mark, text) =
      switch try execute(request, generateMove: generateMove) {
      case .success(let text): ("=", text)
      case .failure(let failure): ("?", failure.rawValue)
      }
    let space = text.isEmpty || text.hasPrefix("\n") ? "" : " "
    return mark + request.number + space + text + "\n\n"
  }

  private mutating func execute(
    _ request: GoTextRequest, generateMove: (Go, Int) throws -> Int
  ) rethrows -> Result<String, GoTextFailure> {
    let arguments = request.arguments
    guard let command = GoTextCommand(rawValue: request.command) else { return .failure(.unknownCommand) }
    guard arguments.count >= command.argumentCount else { return .failure(.syntaxError) }
    switch command {
    case .protocolVersion: return .success("2")
    case .name: return .success(name)
    case .version: return .success(version)
    case .knownCommand: return .success(GoTextCommand(rawValue: arguments[0]) == nil ? "false" : "true")
    case .listCommands: return .success(GoTextCommand.allCases.map(\.rawValue).joined(separator: "\n"))
    case .quit:
      isFinished = true
      return .success("")
    case .boardSize: return changeSize(arguments[0])
    case .clearBoard:
      clear(size: game.size)
      return .success("")
    case .komi: return changeKomi(arguments[0])
    case .play: return play(color: arguments[0], vertex: arguments[1])
    case .generateMove:
      guard let player = player(named: arguments[0]) else { return .failure(.syntaxError) }
      var next = self
      next.give(turnTo: player)
      let action = try generateMove(next.game, player)
      next.earlier.append(game)
      _ = next.game.step(action)
      self = next
      return .success(game.name(of: action))
    case .undo: return undo()
    case .finalScore: return .success(game.scoreText)
    case .showBoard: return .success("\n" + game.text)
    case .timeSettings, .timeLeft: return .success("")
    }
  }

  private mutating func changeSize(_ text: String) -> Result<String, GoTextFailure> {
    guard let size = Int(text) else { return .failure(.syntaxError) }
    guard sizes.contains(size) else { return .failure(.unacceptableSize) }
    clear(size: size)
    return .success("")
  }

  private mutating func changeKomi(_ text: String) -> Result<String, GoTextFailure> {
    guard let komi = Double(text), komi.isFinite else { return .failure(.syntaxError) }
    game.komi = komi
    return .success("")
  }

  private mutating func play(color: String, vertex: String) -> Result<String, GoTextFailure> {
    let named = BoardVertices(width: BoardVertices.most, height: BoardVertices.most)
    let isVertex = vertex.lowercased() == "pass" || named.point(named: vertex) != nil
    guard let player = player(named: color), isVertex else { return .failure(.syntaxError) }
    var next = self
    next.give(turnTo: player)
    guard let action = game.action(named: vertex), next.game.isLegal(action) else {
      return .failure(.illegalMove)
    }
    next.earlier.append(game)
    _ = next.game.step(action)
    self = next
    return .success("")
  }

  private mutating func undo() -> Result<String, GoTextFailure> {
    guard var before = earlier.popLast() else { return .failure(.cannotUndo) }
    before.komi = game.komi
    game = before
    return .success("")
  }

  /// Empties the board.
  private mutating func clear(size: Int) {
    earlier = []
    let moveLimit = size == game.size ? game.moveLimit : nil
    game = Go(size: size, komi: game.komi, moveLimit: moveLimit, history: game.history)
  }

  /// Makes it a player's turn, in a game that goes on.
  private mutating func give(turnTo player: Int) {
    game.resume()
    guard game.playerToMove != player else { return }
    _ = game.step(game.pass)
    game.resume()
  }

  private func player(named color: String) -> Int? {
    switch color.lowercased() {
    case "b", "black": 0
    case "w", "white": 1
    default: nil
    }
  }
}
