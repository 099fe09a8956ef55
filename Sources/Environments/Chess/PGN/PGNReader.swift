/// Reads games in Portable Game Notation (Edwards 1994) one after the other, so that the games before a
/// mistake are available.
///
/// Comments, annotations and variations are skipped; moves are checked. A game must end with a result.
package struct PGNReader {
  private var tokens: PGNTokens

  /// A reader of a text.
  package init(_ text: String) { tokens = PGNTokens(text) }

  /// All games of a text.
  ///
  /// Throws `NotationError` with the line, and the move if a move is wrong, of the first mistake.
  package static func games(in text: String) throws(NotationError) -> [PGNGame] {
    var reader = PGNReader(text)
    var games: [PGNGame] = []
    while let game = try reader.next() { games.append(game) }
    return games
  }

  /// The next game; nil if there are no more.
  ///
  /// Throws `NotationError` with the line, and the move if a move is wrong, of a mistake. A text that ends
  /// within a game is a mistake, too.
  package mutating func next() throws(NotationError) -> PGNGame? {
    var tags: [PGNGame.Tag] = []
    var token = try read()
    guard let first = token?.line else { return nil }
    while case .tag(let tag)? = token?.token {
      guard !tags.contains(where: { $0.name == tag.name }) else {
        throw tokens.failure(token?.line ?? first, "the tag \(tag.name) comes twice: leave one.")
      }
      tags.append(tag)
      token = try read()
    }
    let start = try start(tags, line: first)
    var (position, moves): (ChessPosition, [ChessMove]) = (start, [])
    while let (next, line) = token {
      guard case .word(let word) = next else { break }
      if let result = PGNGame.Result(rawValue: word) {
        try check(result, against: tags, line: line)
        let others = tags.filter { !PGNGame.derivedTags.contains($0.name) }
        return PGNGame(tags: others, start: start, moves: moves, result: result)
      }
      do {
        let move = try position.move(san: word)
        moves.append(move)
        position.play(move)
      } catch {
        let player = position.turn.name.lowercased()
        throw NotationError("Line \(line), move \(position.moveNumber) of \(player): \(error)")
      }
      token = try read()
    }
    let place = token.map { "Line \($0.line)" } ?? "Line \(tokens.line)"
    throw NotationError(
      "\(place): the game that begins in line \(first) ends after \(moves.count) moves without a result: write 1-0, 0-1, 1/2-1/2 or *."
    )
  }

  /// The next token, and the line that it is in.
  private mutating func read() throws(NotationError) -> (token: PGNTokens.Token, line: Int)? {
    try tokens.next().map { ($0, tokens.line) }
  }

  private func start(_ tags: [PGNGame.Tag], line: Int) throws(NotationError) -> ChessPosition {
    let values = Dictionary(tags.map { ($0.name, $0.value) }) { first, _ in first }
    let variant: ChessVariant
    switch values["Variant"]?.lowercased() {
    case nil, "standard", "chess", "normal", "from position": variant = .standard
    case "gardner", "minichess": variant = .gardner
    case _?:
      let name = values["Variant"] ?? ""
      throw tokens.failure(
        line, "the game is of the variant \(name.debugDescription): only chess and Gardner can be read.")
    }
    guard let fen = values["FEN"], values["SetUp"] != "0" else { return ChessPosition(variant) }
    do { return try ChessPosition(fen: fen, variant: variant) } catch {
      throw tokens.failure(line, "the game begins where none can. \(error)")
    }
  }

  private func check(_ result: PGNGame.Result, against tags: [PGNGame.Tag], line: Int) throws(NotationError) {
    guard let tag = tags.first(where: { $0.name == "Result" })?.value, tag != "*", tag != result.rawValue
    else {
      return
    }
    throw tokens.failure(
      line, "the game ends with \(result.rawValue), but its tag says \(tag.debugDescription): correct one.")
  }
}
