/// Reads games in the format of the Computer Shogi Association (2.2), one after the other, separated by lines of "/".
///
/// Comments and times are skipped; moves are checked. A game need not say how it ended.
package struct CSAReader {
  private var record = Draft()
  private var line = 0

  /// The part of a game that has been read.
  private struct Draft {
    var names: [ShogiColor: String] = [:]
    var event: String?
    var began: String?
    var board = CSABoard()
    /// The first and the current position; nil before the player to move is named.
    var start: ShogiPosition?
    var position: ShogiPosition?
    var moves: [ShogiMove] = []
    var ending: ShogiEnding?
    var isEmpty = true
  }

  /// All games of a text.
  ///
  /// Throws `NotationError` with the line, and the move if a move is wrong, of the first mistake.
  package static func games(in text: String) throws(NotationError) -> [ShogiRecord] {
    var reader = CSAReader()
    var games: [ShogiRecord] = []
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      reader.line += 1
      if line == "/" {
        games.append(try reader.finish())
      } else {
        try reader.read(line: line)
      }
    }
    if !reader.record.isEmpty { games.append(try reader.finish()) }
    return games
  }

  private func failure(_ problem: String) -> NotationError { NotationError("Line \(line): \(problem)") }

  private mutating func finish() throws(NotationError) -> ShogiRecord {
    defer { record = Draft() }
    guard let start = record.start else {
      throw failure("the game does not say who moves first: write + or - on a line before the moves.")
    }
    return ShogiRecord(
      black: record.names[.black], white: record.names[.white], event: record.event, began: record.began,
      start: start, moves: record.moves, ending: record.ending)
  }

  private mutating func read(line text: Substring) throws(NotationError) {
    guard let first = text.first, first != "'" else { return }
    record.isEmpty = false
    if first == "N" || first == "$" { return try readHeader(text) }
    for statement in text.split(separator: ",") { try read(statement) }
  }

  private mutating func readHeader(_ text: Substring) throws(NotationError) {
    if text.hasPrefix("N+") {
      record.names[.black] = String(text.dropFirst(2))
    } else if text.hasPrefix("N-") {
      record.names[.white] = String(text.dropFirst(2))
    } else if text.hasPrefix("$EVENT:") {
      record.event = String(text.dropFirst(7))
    } else if text.hasPrefix("$START_TIME:") {
      record.began = String(text.dropFirst(12))
    }
  }

  private mutating func read(_ statement: Substring) throws(NotationError) {
    switch statement.first {
    case "V", "T": return
    case "P":
      do { try record.board.read(statement) } catch { throw failure("\(error)") }
    case "%": try end(statement.dropFirst())
    case "+" where statement.count == 1: try begin(.black)
    case "-" where statement.count == 1: try begin(.white)
    case "+", "-": try move(statement)
    default:
      throw failure(
        "\(String(statement).debugDescription) is none of CSA's statements: write a move as +7776FU, or ' before a comment."
      )
    }
  }

  private mutating func begin(_ turn: ShogiColor) throws(NotationError) {
    guard record.start == nil else {
      throw failure("a second line says who moves first: take it away, or write a move as +7776FU.")
    }
    do { record.start = try record.board.position(turn: turn) } catch { throw failure("\(error)") }
    record.position = record.start
  }

  private mutating func move(_ statement: Substring) throws(NotationError) {
    guard let position = record.position else {
      throw failure(
        "a move comes before the line that says who moves first: write + or - on a line of its own.")
    }
    guard record.ending == nil else {
      throw failure("a move comes behind the end of the game: take it away.")
    }
    do {
      let move = try position.move(csa: statement)
      record.moves.append(move)
      record.position = position.playing(move)
    } catch {
      let place = "Line \(line), move \(position.moveNumber) of \(position.turn.name.lowercased())"
      throw NotationError("\(place): \(error)")
    }
  }

  private mutating func end(_ word: Substring) throws(NotationError) {
    guard record.ending == nil, let position = record.position else {
      throw failure("the game ends twice, or before it began: take the line away.")
    }
    if word == "MATTA" || word == "FUZUMI" || word == "ERROR" { return record.ending = .interruption }
    if let sign = word.first, sign == "+" || sign == "-", word.dropFirst() == "ILLEGAL_ACTION" {
      record.ending = (sign == "+") == (position.turn == .black) ? .illegalMove : .opponentIllegalMove
      return
    }
    guard let ending = ShogiEnding.allCases.first(where: { $0.words.csa == word }) else {
      throw failure(
        "%\(word) is none of CSA's words for the end of a game: write %TORYO, %SENNICHITE or %CHUDAN, say.")
    }
    record.ending = ending
  }
}
