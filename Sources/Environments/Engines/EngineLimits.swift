/// The limits that a `go` command gives.
struct EngineLimits: Equatable {
  /// The depth of moves to count; nil for a search.
  var perft: Int?
  var nodes: Int?
  /// The time for this move, in milliseconds.
  var moveTime: Int?
  /// The time that each player has left, and the increment per move, in milliseconds: [player].
  var time: [Int?] = [nil, nil]
  var increment = [0, 0]
  /// The time for each move after the main time has run out, in milliseconds.
  var byoyomi: Int?
  /// The number of moves until more time is added; nil if none is added.
  var movesToGo: Int?
  /// Whether the search goes on until it is told to stop.
  var isInfinite = false
  /// The moves to choose from; empty for all legal moves.
  var moves: [String] = []
  /// Whether only a mate is searched for, as in USI.
  var seeksMate = false
  /// The requests that are not supported.
  var ignored: [String] = []

  private static let words = [
    "perft", "nodes", "movetime", "wtime", "btime", "winc", "binc", "byoyomi", "movestogo", "infinite",
    "searchmoves", "depth", "mate", "ponder",
  ]
  /// The largest number of milliseconds, nodes or moves, more than any game needs.
  private static let maximum = 1_000_000_000_000

  /// The limits given by the words after `go`.
  ///
  /// Throws `EngineRefusal` if a number is missing or wrong, for an unknown word, and for pondering.
  init(_ words: [String], _ dialect: EngineDialect) throws(EngineRefusal) {
    var rest = words[...]
    while let word = rest.popFirst() {
      switch word {
      case "infinite": isInfinite = true
      case "ponder":
        throw EngineRefusal("Pondering is not supported: search without it when it is the engine's turn.")
      case "perft": perft = try Self.number(&rest, word, 1...99)
      case "nodes": nodes = try Self.number(&rest, word, 1...Self.maximum)
      case "movetime": moveTime = try Self.number(&rest, word, 1...Self.maximum)
      case "byoyomi": byoyomi = try Self.number(&rest, word, 0...Self.maximum)
      case "movestogo": movesToGo = try Self.number(&rest, word, 1...Self.maximum)
      // After a flag has fallen, the time is negative.
      case "wtime", "btime":
        time[dialect.player(ofClock: word) ?? 0] = max(
          0, try Self.number(&rest, word, -Self.maximum...Self.maximum))
      case "winc", "binc":
        increment[dialect.player(ofClock: word) ?? 0] = try Self.number(&rest, word, 0...Self.maximum)
      case "mate" where dialect == .usi: (seeksMate, rest) = (true, [])
      case "depth", "mate":
        _ = try Self.number(&rest, word, 0...Self.maximum)
        ignored.append(word)
      case "searchmoves":
        moves = Array(rest.prefix { !Self.words.contains($0) })
        rest = rest.dropFirst(moves.count)
        guard !moves.isEmpty else { throw EngineRefusal("No move follows searchmoves: name some.") }
      default:
        throw EngineRefusal(
          "\(word.debugDescription) is nothing that go knows: write some of \(Self.words.joined(separator: ", "))."
        )
      }
    }
    guard perft == nil || words.count == 2 else {
      throw EngineRefusal("Something stands beside perft: write go perft and the depth alone.")
    }
  }

  private static func number(
    _ words: inout ArraySlice<String>, _ name: String, _ allowed: ClosedRange<Int>
  ) throws(EngineRefusal) -> Int {
    guard let word = words.popFirst() else { throw EngineRefusal("No number follows \(name): write one.") }
    guard let number = Int(word) else {
      throw EngineRefusal("\(word.debugDescription) follows \(name), where a whole number is due.")
    }
    guard allowed.contains(number) else {
      throw EngineRefusal(
        "\(number) follows \(name), where \(allowed.lowerBound) to \(allowed.upperBound) can be.")
    }
    return number
  }

  /// Whether there is no limit, so that the search has its usual number of simulations.
  var isUsual: Bool {
    nodes == nil && !isInfinite && milliseconds(for: 0) == nil && milliseconds(for: 1) == nil
  }

  /// The time for a player's search in milliseconds, as `MoveClock` computes it; nil for no limit.
  func milliseconds(for player: Int, overhead: Int = 0) -> Int? {
    if isInfinite { return nil }
    if let moveTime { return max(1, moveTime - overhead) }
    return MoveClock(
      left: time[player], increment: increment[player], byoyomi: byoyomi, movesToGo: movesToGo
    ).milliseconds(overhead: overhead)
  }
}
