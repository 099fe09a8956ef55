import Environments
import Testing

/// Numbers of positions that chess programmers check each other's rules by (chessprogramming.org, Perft Results).
@Suite struct ChessPerftTests {
  static let known: [(fen: String, counts: [Int])] = [
    ("rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1", [20, 400, 8902, 197_281]),
    ("r3k2r/p1ppqpb1/bn2pnp1/3PN3/1p2P3/2N2Q1p/PPPBBPPP/R3K2R w KQkq - 0 1", [48, 2039, 97862]),
    ("8/2p5/3p4/KP5r/1R3p1k/8/4P1P1/8 w - - 0 1", [14, 191, 2812, 43238]),
    ("r3k2r/Pppp1ppp/1b3nbN/nP6/BBP1P3/q4N2/Pp1P2PP/R2Q1RK1 w kq - 0 1", [6, 264, 9467]),
    ("r2q1rk1/pP1p2pp/Q4n2/bbp1p3/Np6/1B3NBn/pPPP1PPP/R3K2R b KQ - 0 1", [6, 264, 9467]),
    ("rnbq1k1r/pp1Pbppp/2p5/8/2B5/8/PPP1NnPP/RNBQK2R w KQ - 1 8", [44, 1486, 62379]),
    (
      "r4rk1/1pp1qppp/p1np1n2/2b1p1B1/2B1P1b1/P1NP1N2/1PP1QPPP/R4RK1 w - - 0 10", [46, 2079, 89890]
    ),
  ]

  @Test(arguments: known) func positionsAreAsManyAsIsKnown(fen: String, counts: [Int]) throws {
    let position = try ChessPosition(fen: fen)
    for (depth, count) in counts.enumerated() { #expect(position.perft(depth: depth + 1) == count) }
    #expect(position.perft(depth: 0) == 1)
  }

  /// As fairy-stockfish 11.1 counts in its variant gardner.
  @Test func minichessHasAsManyPositionsAsElsewhere() {
    let position = ChessPosition(.gardner)
    #expect((1...5).map { position.perft(depth: $0) } == [7, 53, 506, 4775, 52512])
  }

  /// Listing and counting take different ways.
  @Test func countsAreThoseOfTheLists() throws {
    for (fen, _) in Self.known {
      let position = try ChessPosition(fen: fen)
      for move in position.legalMoves {
        let next = position.playing(move)
        #expect(next.legalMoves.count == next.legalMoveCount)
        #expect(Set(next.legalMoves).count == next.legalMoveCount)
      }
    }
  }
}
