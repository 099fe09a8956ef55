import Environments
import Testing

/// Numbers of positions that other programs count, too.
@Suite struct ShogiPerftTests {
  static let known: [(sfen: String, counts: [Int])] = [
    ("lnsgkgsnl/1r5b1/ppppppppp/9/9/9/PPPPPPPPP/1B5R1/LNSGKGSNL b - 1", [30, 900, 25470]),
    // A position of a game between professionals that many programs measure themselves by, white to move.
    ("l6nl/5+P1gk/2np1S3/p1p4Pp/3P2Sp1/1PPb2P1P/P5GS1/R8/LN4bKL w RGgsn5p 1", [207, 28684]),
    // No position has more moves than 593.
    ("R8/2K1S1SSk/4B4/9/9/9/9/9/1L1L1L3 b RBGSNLP3g3n17p 1", [593, 105_677]),
  ]

  @Test(arguments: known) func positionsAreAsManyAsIsKnown(sfen: String, counts: [Int]) throws {
    let position = try ShogiPosition(sfen: sfen)
    for (depth, count) in counts.enumerated() { #expect(position.perft(depth: depth + 1) == count) }
    #expect(position.perft(depth: 0) == 1)
  }

  /// As fairy-stockfish 11.1 counts in its variant minishogi.
  @Test func miniShogiHasAsManyPositionsAsElsewhere() {
    let position = ShogiPosition(.mini)
    #expect((1...4).map { position.perft(depth: $0) } == [14, 181, 2512, 35401])
  }

  /// Listing and counting take different ways.
  @Test func countsAreThoseOfTheLists() throws {
    for (sfen, _) in Self.known {
      let position = try ShogiPosition(sfen: sfen)
      for move in position.legalMoves {
        let next = position.playing(move)
        #expect(next.legalMoves.count == next.legalMoveCount)
        #expect(Set(next.legalMoves).count == next.legalMoveCount)
      }
    }
  }
}
