import Environments
import Testing

@Suite struct ChessSANTests {
  private static let start = "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1"

  @Test(arguments: [
    (start, "e2e4", "e4"), (start, "g1f3", "Nf3"), ("r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1", "e1g1", "O-O"),
    ("r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1", "e1c1", "O-O-O"),
    ("r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1", "a1a8", "Rxa8+"),
    ("4k3/8/8/3pP3/8/8/8/4K3 w - d6 0 30", "e5d6", "exd6"),
    ("1n5k/P7/8/8/8/8/8/K7 w - - 3 9", "a7b8q", "axb8=Q+"),
    ("1n5k/P7/8/8/8/8/8/K7 w - - 3 9", "a7a8b", "a8=B"),
    // By file, by rank, by both; a rival that is pinned is none.
    ("4k3/8/8/8/8/8/4K3/R6R w - - 0 1", "a1d1", "Rad1"),
    ("R7/4k3/8/8/8/8/4K3/R7 w - - 0 1", "a1a4", "R1a4"),
    ("1k6/8/8/8/4Q2Q/8/K7/7Q w - - 0 1", "h4e1", "Qh4e1"),
    ("4k3/4r3/8/8/8/4N3/8/N3K3 w - - 0 1", "a1c2", "Nc2"),
    ("6k1/5ppp/8/8/8/8/R7/4K3 w - - 0 80", "a2a8", "Ra8#"),
  ]) func movesAreWrittenAndRead(fen: String, uci: String, san: String) throws {
    let position = try ChessPosition(fen: fen)
    let move = try ChessMove(uci: uci)
    #expect(position.san(move) == san)
    #expect(try position.move(san: san) == move)
  }

  @Test(arguments: [
    ("Ng1f3", "g1f3"), ("g1f3", "g1f3"), ("e2-e4", "e2e4"), ("e4!?", "e2e4"), ("Ngf3+", "g1f3"),
    ("N1f3", "g1f3"),
  ]) func otherFormsAreRead(text: String, uci: String) throws {
    #expect(try ChessPosition().move(san: text).uci == uci)
  }

  @Test func zerosCastleAndSignsMayBeLeftOut() throws {
    let castles = try ChessPosition(fen: "r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1")
    #expect(try castles.move(san: "0-0-0").uci == "e1c1" && castles.move(san: "Ra8").uci == "a1a8")
    let promotes = try ChessPosition(fen: "1n5k/P7/8/8/8/8/8/K7 w - - 3 9")
    #expect(try promotes.move(san: "ab8Q").uci == "a7b8q" && promotes.move(san: "a8=n").uci == "a7a8n")
  }

  @Test(arguments: [
    (start, "e5", "\"e5\" is not legal in \(start): choose one of the 20 legal moves."),
    (start, "Kg1", "\"Kg1\" is not legal in \(start): choose one of the 20 legal moves."),
    (start, "O-O", "\"O-O\" is not legal in \(start): choose one of the 20 legal moves."),
    (start, "hello", "\"hello\" is no move in algebraic notation: write e4, Nf3, exd5, e8=Q or O-O, say."),
    (start, "--", "\"--\" is no move in algebraic notation: write e4, Nf3, exd5, e8=Q or O-O, say."),
    (
      "4k3/8/8/8/8/8/4K3/R6R w - - 0 1", "Rd1",
      "\"Rd1\" may come from a1 or h1 in 4k3/8/8/8/8/8/4K3/R6R w - - 0 1: write which."
    ),
    (
      "1n5k/P7/8/8/8/8/8/K7 w - - 3 9", "a8",
      "\"a8\" says not what the pawn becomes: write a8=Q, for a queen."
    ),
  ]) func otherTextIsRefused(fen: String, text: String, reason: String) throws {
    let position = try ChessPosition(fen: fen)
    let error = #expect(throws: NotationError.self) { try position.move(san: text) }
    #expect(error?.description == reason)
  }
}
