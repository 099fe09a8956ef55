/// The engine's side of the Go Text Protocol, version 2 (Farnebäck 2002): it takes commands and returns
/// answers. The caller reads and writes them, and provides the player.
///
/// The rules are those of `Go`, except that a game can continue after two passes or the move limit. The
/// protocol allows a color to move twice in a row; a pass of the other color is then inserted, which a player
/// that looks at past positions sees. Undoing a move also takes back an inserted pass. Handicap stones are
/// such moves.
public struct GoTextProtocol: Sendable {
  /// The answer to `name`.
  public let name: String
  /// The answer to `version`.
  public let version: String
  /// The board sizes that `boardsize` accepts: those that the player can play on.
  public let sizes: ClosedRange<Int>
  /// The current game.
  public internal(set) var game: Go
  /// Whether `quit` was answered, so that nothing more is to be answered.
  public private(set) var isFinished = false

  /// The moves since the board was empty, in the form in which they are stored. Its size and komi are not
  /// used.
  var record: GoRecord
  /// The game and the record before each move that can be undone.
  var earlier: [(game: Go, record: GoRecord)] = []
  private var clocks = GoTextClocks()

  /// The milliseconds of a move that are reserved for the communication with the other program.
  private static let overhead = 50

  /// An engine that begins with a game. Later games have the same komi and history, and the same move limit
  /// if they have the same size.
  public init(name: String, version: String, game: Go, sizes: ClosedRange<Int> = 2...19) {
    precondition(sizes.contains(game.size), "a game of size \(game.size), where \(sizes) are accepted")
    (self.name, self.version, self.game, self.sizes) = (name, version, game, sizes)
    record = GoRecord(size: game.size)
  }

  /// The answer to a line, including the final empty line; nil if there is nothing to answer, as for a
  /// comment.
  ///
  /// - Parameters:
  ///   - line: A command, with or without its number in front and a comment behind. Analyses are not answered here, but by
  ///     whoever takes them from `analysis`.
  ///   - generateMove: What plays: one of the legal actions of a search, in time.
  public mutating func answer(
    to line: String, generateMove: (_ search: GoTextSearch) throws -> Int
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
    _ request: GoTextRequest, generateMove: (GoTextSearch) throws -> Int
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
    case .fixedHandicap: return placeFixedHandicap(arguments[0])
    case .placeFreeHandicap: return placeFreeHandicap(arguments[0])
    case .setFreeHandicap: return setHandicap(arguments)
    case .play: return play(color: arguments[0], vertex: arguments[1])
    case .generateMove: return try generate(arguments[0], isCleanup: false, generateMove)
    case .generateCleanupMove: return try generate(arguments[0], isCleanup: true, generateMove)
    case .undo: return undo()
    case .finalScore: return .success(game.scoreText)
    case .finalStatusList: return listStatus(arguments[0])
    case .showBoard: return .success("\n" + game.text)
    case .loadRecord: return load(arguments)
    case .printRecord: return printRecord(arguments)
    case .timeSettings, .serverTimeSettings, .timeLeft: return setClock(command, arguments)
    // Analyses that are possible were handled before.
    case .analyze, .analyzeForKata: return .failure(.syntaxError)
    }
  }

  // MARK: Moves

  private mutating func generate(
    _ color: String, isCleanup: Bool, _ generateMove: (GoTextSearch) throws -> Int
  ) rethrows -> Result<String, GoTextFailure> {
    guard let player = Self.player(named: color) else { return .failure(.syntaxError) }
    let start = ContinuousClock.now
    let milliseconds = clocks.milliseconds(for: player, overhead: Self.overhead)
    var next = self
    next.give(turnTo: player)
    let action = try generateMove(
      GoTextSearch(
        game: next.game, legal: isCleanup ? next.game.cleanupActions : next.game.legalActions ?? [],
        deadline: milliseconds.map { start + .milliseconds($0) }))
    next.earlier.append((game, record))
    next.step(action)
    next.clocks.spend(Int((ContinuousClock.now - start) / .milliseconds(1)), by: player)
    self = next
    return .success(game.name(of: action))
  }

  private mutating func play(color: String, vertex: String) -> Result<String, GoTextFailure> {
    let named = BoardVertices(width: BoardVertices.maximum, height: BoardVertices.maximum)
    let isVertex = vertex.lowercased() == "pass" || named.point(named: vertex) != nil
    guard let player = Self.player(named: color), isVertex else { return .failure(.syntaxError) }
    var next = self
    next.give(turnTo: player)
    guard let action = game.action(named: vertex), next.game.isLegal(action) else {
      return .failure(.illegalMove)
    }
    next.earlier.append((game, record))
    next.step(action)
    self = next
    return .success("")
  }

  private mutating func undo() -> Result<String, GoTextFailure> {
    guard var before = earlier.popLast() else { return .failure(.cannotUndo) }
    before.game.komi = game.komi
    (game, record) = before
    return .success("")
  }

  mutating func step(_ action: Int) {
    record.moves.append(
      GoRecord.Move(player: game.playerToMove, point: action == game.pass ? nil : action))
    _ = game.step(action)
  }

  /// Makes it a player's turn, in a game that goes on.
  mutating func give(turnTo player: Int) {
    game.resume()
    guard game.playerToMove != player else { return }
    step(game.pass)
    game.resume()
  }

  // MARK: Settings

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

  private mutating func setClock(
    _ command: GoTextCommand, _ arguments: [String]
  ) -> Result<String, GoTextFailure> {
    let isKnown =
      switch command {
      case .timeSettings: clocks.set(arguments)
      case .serverTimeSettings: clocks.setAsServer(arguments)
      default: clocks.setLeft(arguments)
      }
    return isKnown ? .success("") : .failure(.syntaxError)
  }

  mutating func clear(size: Int) {
    earlier = []
    let moveLimit = size == game.size ? game.moveLimit : nil
    game = Go(size: size, komi: game.komi, moveLimit: moveLimit, history: game.history)
    record = GoRecord(size: size)
  }

  /// Stones count until they are captured, so all are alive.
  private func listStatus(_ status: String) -> Result<String, GoTextFailure> {
    switch status {
    case "alive":
      let points = (0..<game.pass).filter { game.player(at: $0) != nil }
      return .success(points.map { game.name(of: $0) }.joined(separator: "\n"))
    case "dead", "seki": return .success("")
    default: return .failure(.syntaxError)
    }
  }

  /// The analysis that a line requests; nil if it requests something else, or is not understood.
  ///
  /// `lz-analyze [color] [interval] …`: the interval between two lines is in hundredths of a second.
  package func analysis(_ line: String) -> GoTextAnalysis? {
    guard let request = GoTextRequest(line) else { return nil }
    let dialect: GoTextAnalysis.Dialect
    switch GoTextCommand(rawValue: request.command) {
    case .analyze: dialect = .leela
    case .analyzeForKata: dialect = .kata
    default: return nil
    }
    var next = self
    next.game.resume()
    var hundredths = 100
    var words = request.arguments[...]
    if let color = words.first, let player = Self.player(named: color) {
      next.give(turnTo: player)
      words.removeFirst()
    }
    if words.first == "interval" { words.removeFirst() }
    if let word = words.first {
      guard let number = Int(word), (0...1_000_000).contains(number) else { return nil }
      hundredths = number
    }
    return GoTextAnalysis(
      dialect: dialect, number: request.number, game: next.game, interval: max(0.01, Double(hundredths) / 100)
    )
  }

  static func player(named color: String) -> Int? {
    switch color.lowercased() {
    case "b", "black": 0
    case "w", "white": 1
    default: nil
    }
  }
}
