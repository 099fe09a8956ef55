import Environments
import Testing

@Suite struct ChessRulesTests {
  /// A game after moves in UCI notation.
  private func game(_ moves: String, from fen: String? = nil, claims: Bool = false) throws -> ChessGame {
    var game = ChessGame(
      from: try fen.map { try ChessPosition(fen: $0) } ?? ChessPosition(), claimsDraws: claims)
    for move in moves.split(separator: " ") { game.play(try game.position.move(uci: move)) }
    return game
  }

  private func reason(_ fen: String) throws -> ChessResult.Reason? { try game("", from: fen).result?.reason }

  @Test func foolsMateEndsTheGame() throws {
    let game = try game("f2f3 e7e5 g2g4 d8h4")
    #expect(game.result == ChessResult(winner: .black, reason: .checkmate) && game.result?.score == "0-1")
    #expect(game.position.legalMoveCount == 0 && game.position.isCheck)
  }

  @Test func aPlayerWithoutAMoveDraws() throws {
    #expect(try reason("7k/5Q2/6K1/8/8/8/8/8 b - - 0 1") == .stalemate)
    #expect(try reason("7k/8/6K1/8/8/8/8/5Q2 b - - 0 1") == nil)
  }

  /// As python-chess judges.
  @Test(arguments: [
    ("8/8/4k3/8/8/4K3/8/8", true), ("8/8/4k3/8/8/4K3/8/6N1", true), ("8/8/4k3/8/8/4K3/8/6B1", true),
    ("8/8/4k3/8/8/4K3/8/5NN1", false), ("8/8/4k1b1/8/8/4K3/8/5B2", true),
    ("8/8/4k1b1/8/8/4K3/8/6B1", false), ("8/8/4k1n1/8/8/4K3/8/6N1", false),
    ("8/8/4k3/8/8/4K3/P7/8", false), ("8/8/4k3/8/8/4K3/8/6R1", false),
  ]) func materialThatCannotMateDraws(board: String, isInsufficient: Bool) throws {
    let expected: ChessResult.Reason? = isInsufficient ? .insufficientMaterial : nil
    #expect(try reason("\(board) w - - 0 1") == expected && reason("\(board) b - - 0 1") == expected)
  }

  @Test func positionsMayOccurFourTimesUnlessDrawsAreClaimed() throws {
    let knights = "g1f3 g8f6 f3g1 f6g8 "
    let twice = String(repeating: knights, count: 2)
    let open = try game(twice)
    #expect(open.occurrences == 3 && open.result == nil)
    #expect(try game(twice, claims: true).result == ChessResult(winner: nil, reason: .threefoldRepetition))
    let last = try game(twice + twice)
    #expect(last.occurrences == 5 && last.result == ChessResult(winner: nil, reason: .fivefoldRepetition))
  }

  /// The rights to castle, and to capture in passing, make positions differ.
  @Test func positionsWithOtherRightsAreOthers() throws {
    let fen = "r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1"
    #expect(try game("h1g1 a8b8 g1h1 b8a8", from: fen).occurrences == 1)
    let passed = "4k3/8/8/8/2p5/8/3P4/4K3 w - - 0 1"
    #expect(try game("d2d4 e8e7 e1e2 e7e8 e2e1", from: passed).occurrences == 1)
    #expect(try game("d2d4 e8e7 e1e2 e7e8 e2e1 e8e7 e1e2 e7e8 e2e1", from: passed).occurrences == 2)
  }

  @Test func quietMovesEndTheGame() throws {
    let fen = "4k3/7r/8/8/8/8/R7/4K3 w - - "
    #expect(try game("a2a3", from: fen + "99 80").result == nil)
    #expect(try game("a2a3", from: fen + "99 80").isFiftyMoves)
    #expect(try game("a2a3", from: fen + "99 80", claims: true).result?.reason == .fiftyMoves)
    #expect(try game("a2a3", from: fen + "148 80").result == nil)
    #expect(try game("a2a3", from: fen + "149 80").result?.reason == .seventyFiveMoves)
    #expect(
      try game("a2a8", from: "4k3/5ppp/8/8/8/8/R7/4K3 w - - 149 80").result?.reason == .seventyFiveMoves)
    // Mate goes before.
    #expect(try game("a2a8", from: "6k1/5ppp/8/8/8/8/R7/4K3 w - - 149 80").result?.reason == .checkmate)
  }

  @Test func castlingTakesTheRookAlong() throws {
    let fen = "r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1"
    #expect(try game("e1g1", from: fen).position.fen == "r3k2r/8/8/8/8/8/8/R4RK1 b kq - 1 1")
    #expect(try game("e1c1", from: fen).position.fen == "r3k2r/8/8/8/8/8/8/2KR3R b kq - 1 1")
    #expect(try game("a1a8", from: fen).position.fen == "R3k2r/8/8/8/8/8/8/4K2R b Kk - 0 1")
  }

  /// Not out of check, nor through an attacked square; but the rook may be attacked, and b1, too.
  @Test(arguments: [
    ("4r1k1/8/8/8/8/8/8/R3K2R", "", ""), ("5rk1/8/8/8/8/8/8/R3K2R", "e1c1", "e1g1"),
    ("1r4k1/8/8/8/8/8/8/R3K2R", "e1c1 e1g1", ""), ("3r2k1/8/8/8/8/8/8/R3K2R", "e1g1", "e1c1"),
    ("6k1/8/8/8/8/8/8/RN2K1NR", "", "e1c1 e1g1"),
  ]) func castlingIsLegalWhereTheKingIsSafe(board: String, legal: String, illegal: String) throws {
    let position = try ChessPosition(fen: "\(board) w KQ - 0 1")
    for move in legal.split(separator: " ") { #expect(position.isLegal(try ChessMove(uci: move))) }
    for move in illegal.split(separator: " ") { #expect(!position.isLegal(try ChessMove(uci: move))) }
  }

  @Test func aPawnBecomesWhatThePlayerWants() throws {
    let fen = "1n5k/P7/8/8/8/8/8/K7 w - - 3 9"
    #expect(try game("a7a8q", from: fen).position.fen == "Qn5k/8/8/8/8/8/8/K7 b - - 0 9")
    #expect(try game("a7b8n", from: fen).position.fen == "1N5k/8/8/8/8/8/8/K7 b - - 0 9")
    #expect(try !ChessPosition(fen: fen).isLegal(ChessMove(uci: "a7a8")))
    #expect(try !ChessPosition(fen: fen).isLegal(ChessMove(uci: "a1b1q")))
  }

  @Test func minichessHasNoDoubleStep() throws {
    var position = ChessPosition(.gardner)
    #expect(!position.isLegal(try ChessMove(uci: "a2a4")))
    for move in ["a2a3", "b4a3", "b1a3"] { position.play(try position.move(uci: move)) }
    #expect(position.fen == "rnbqk/p1ppp/N4/1PPPP/R1BQK b - - 0 2")
    #expect(throws: NotationError.self) {
      try ChessPosition(fen: "rnbqk/ppppp/5/PPPPP/RNBQK w K - 0 1", variant: .gardner)
    }
  }

  @Test(arguments: ["e2", "e2e9", "e7e8k", "e7e8Q", "e2e4x", "", "0000", "e2e2", "ｅ2e4"])
  func otherTextIsNoMove(text: String) {
    let error = #expect(throws: NotationError.self) { try ChessMove(uci: text) }
    #expect(
      error?.description
        == "\(text.debugDescription) is no move in UCI notation: write two squares and what a pawn becomes, as in e2e4 or e7e8q."
    )
  }
}
