import Environments
import Randomness
import Testing

@Suite struct PGNTests {
  private let immortal = """
    % a line that a program wrote for itself
    [Event "London \\"1851\\""]
    [Site "London"]
    [Date "1851.06.21"]
    [White "Anderssen"] [Black "Kieseritzky"]
    [Result "1-0"]

    1.e4 e5 2. f4 exf4 {the King's Gambit
    accepted ; } 3. Bc4 $1 Qh4+!? (3... Nf6 4. Nc3 (4. e5 {no)}) 4... c6) 4.Kf1 b5?! 5 Bxb5 Nf6 6. Nf3 Qh6 ; (
    7. d3 Nh5 8. Nh4 Qg5 9. Nf5 c6 10. g4 Nf6 11. Rg1 cxb5 12. h4 Qg6 13. h5 Qg5
    14. Qf3 Ng8 15. Bxf4 Qf6 16. Nc3 Bc5 17. Nd5 Qxb2 18. Bd6 Bxg1 19. e5 Qxa1+
    20. Ke2 Na6 21. Nxg7+ Kd8 22. Qf6+ Nxf6 23. Be7# 1-0

    [Event "?"]
    [SetUp "1"]
    [FEN "4k3/8/8/3pP3/8/8/8/4K3 b - - 3 30"]

    30... Ke7 *
    """

  @Test func gamesAreRead() throws {
    let games = try PGNReader.games(in: immortal.replacing("\n", with: "\r\n"))
    #expect(games.count == 2)
    #expect(games[0]["Event"] == "London \"1851\"" && games[0]["Black"] == "Kieseritzky")
    #expect(games[0].result == .whiteWins && games[0].moves.count == 45)
    var game = ChessGame(from: games[0].start)
    for move in games[0].moves { game.play(move) }
    #expect(game.result == ChessResult(winner: .white, reason: .checkmate))
    #expect(
      games[1].start.fen == "4k3/8/8/3pP3/8/8/8/4K3 b - - 3 30" && games[1].moves.map(\.uci) == ["e8e7"])
    #expect(games[1].result == .unknown)
    #expect(try PGNReader.games(in: "\n").isEmpty)
  }

  @Test func gamesAreWritten() throws {
    let games = try PGNReader.games(in: immortal)
    #expect(
      games[1].text == """
        [Event "?"]
        [Site "?"]
        [Date "????.??.??"]
        [Round "?"]
        [White "?"]
        [Black "?"]
        [Result "*"]
        [FEN "4k3/8/8/3pP3/8/8/8/4K3 b - - 3 30"]
        [SetUp "1"]

        30... Ke7 *

        """)
    #expect(
      games[0].text.hasPrefix("[Event \"London \\\"1851\\\"\"]\n[Site \"London\"]\n[Date \"1851.06.21\"]\n"))
    #expect(games[0].text.split(separator: "\n").allSatisfy { $0.count < 80 })
  }

  @Test func randomGamesAreReadBack() throws {
    for variant in ChessVariant.allCases {
      var random = RandomStream(12)
      var text = ""
      var games: [PGNGame] = []
      for number in 0..<8 {
        var game = ChessGame(from: ChessPosition(variant))
        while game.result == nil, game.moves.count < 150 {
          let moves = game.position.legalMoves
          game.play(moves[random.index(below: moves.count)])
        }
        games.append(PGNGame(game, tags: [.init("Round", String(number))]))
        text += games[number].text + "\n"
      }
      let read = try PGNReader.games(in: text)
      #expect(read.map(\.moves) == games.map(\.moves) && read.map(\.result) == games.map(\.result))
      #expect(
        read.map { $0["Round"] } == (0..<8).map { String($0) }
          && read.allSatisfy { $0.start.variant == variant })
      #expect(read.map(\.text) == games.map(\.text))
    }
  }

  @Test(arguments: [
    (
      "1. e4 e5\n2. Nf9 1-0",
      "Line 2, move 2 of white: \"Nf9\" is no move in algebraic notation: write e4, Nf3, exd5, e8=Q or O-O, say."
    ),
    (
      "1. e4\ne4 1-0",
      "Line 2, move 1 of black: \"e4\" is not legal in rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b KQkq - 0 1: choose one of the 20 legal moves."
    ),
    (
      "\n1. e4 e5\n2. Nf3 ",
      "Line 3: the game that begins in line 2 ends after 3 moves without a result: write 1-0, 0-1, 1/2-1/2 or *."
    ),
    (
      "1. e4 e5\n[Event \"x\"]\n1. d4 *",
      "Line 2: the game that begins in line 1 ends after 2 moves without a result: write 1-0, 0-1, 1/2-1/2 or *."
    ),
    ("1. e4 {a\ncomment", "Line 1: a comment begins that does not end: write } behind it."),
    ("1. e4 (1. d4 {)}\n*", "Line 1: a variation begins that does not end: write ) behind it."),
    ("1. e4\n) *", "Line 2: a variation ends that did not begin: take the ) away."),
    ("1. e4 } *", "Line 1: a comment ends that did not begin: take the } away."),
    ("[Event \"x\n\"] *", "Line 1: a tag is not of the form [Name \"value\"]: write it so."),
    ("[Event] *", "Line 1: a tag is not of the form [Name \"value\"]: write it so."),
    ("[Round \"1\"]\n[Round \"2\"]\n*", "Line 2: the tag Round comes twice: leave one."),
    ("[Result \"1-0\"]\n\n0-1", "Line 3: the game ends with 0-1, but its tag says \"1-0\": correct one."),
    (
      "[Variant \"Atomic\"]\n*",
      "Line 1: the game is of the variant \"Atomic\": only chess and Gardner can be read."
    ),
    (
      "[FEN \"8/8/8/8/8/8/8/4K3 w - - 0 1\"]\n*",
      "Line 1: the game begins where none can. Black has 0 kings in the FEN: place one."
    ),
  ]) func mistakesAreNamedWithTheirPlace(text: String, reason: String) {
    let error = #expect(throws: NotationError.self) { try PGNReader.games(in: text) }
    #expect(error?.description == reason)
  }
}
