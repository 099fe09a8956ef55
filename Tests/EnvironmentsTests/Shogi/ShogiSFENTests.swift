import Environments
import Randomness
import Testing

@Suite struct ShogiSFENTests {
  @Test(arguments: [
    "lnsgkgsnl/1r5b1/ppppppppp/9/9/9/PPPPPPPPP/1B5R1/LNSGKGSNL b - 1",
    "l6nl/5+P1gk/2np1S3/p1p4Pp/3P2Sp1/1PPb2P1P/P5GS1/R8/LN4bKL w RGgsn5p 120",
    "4k4/9/9/9/9/9/9/9/4K4 w 2R2B4G4S4N4L18P 3",
  ]) func whatIsReadIsWritten(sfen: String) throws {
    #expect(try ShogiPosition(sfen: sfen).sfen == sfen)
  }

  @Test func everyPositionOfRandomGamesIsReadBack() throws {
    for variant in ShogiVariant.allCases {
      var random = RandomStream(13)
      for _ in 0..<5 {
        var game = ShogiGame(from: ShogiPosition(variant))
        while game.result == nil, game.moves.count < 200 {
          let moves = game.position.legalMoves
          let move = moves[random.index(below: moves.count)]
          #expect(try ShogiMove(usi: move.usi) == move)
          game.play(move)
          #expect(try ShogiPosition(sfen: game.position.sfen, variant: variant) == game.position)
        }
      }
    }
  }

  @Test func theNumberMayBeLeftOut() throws {
    #expect(try ShogiPosition(sfen: "rbsgk/4p/5/P4/KGSBR b -", variant: .mini) == ShogiPosition(.mini))
  }

  @Test(arguments: [
    ("4k4/9/9/9/9/9/9/4K4 b - 1", "The SFEN has 8 ranks, where the board has 9: separate them by slashes."),
    (
      "4k4/9/9/9 b", "The SFEN has 2 fields, where four are due: pieces, turn, hands and move number."
    ),
    (
      "4k4/9/9/9/9/9/9/9/4K3 b - 1",
      "Rank i of the SFEN has 8 squares, where the board has 9: count its pieces and empty squares."
    ),
    (
      "4k4/9/9/4+G4/9/9/9/9/4K4 b - 1",
      "Rank d of the SFEN has \"G\" where a piece or a number of empty squares is due: use PLNSGBRK, small for white, + before promoted ones, and 1 to 9."
    ),
    (
      "4k4/9/9/9+/9/9/9/9/4K4 b - 1",
      "Rank d of the SFEN ends with a plus: write the promoted piece behind it."
    ),
    (
      "4k4/9/9/9/9/9/9/9/4K4 s - 1",
      "The SFEN has \"s\" for the player to move: write b for black or w for white."
    ),
    (
      "4k4/9/9/9/9/9/9/9/4K4 b K 1",
      "The SFEN has \"K\" for the hands: write the pieces, each behind its number, as in 2P3p, or -."
    ),
    (
      "4k4/9/9/9/9/9/9/9/4K4 b 2P3 1", "The hands end with a number in the SFEN: write the piece behind it."
    ),
    (
      "4k4/9/9/9/9/9/9/9/4K4 b - 0", "The SFEN has \"0\" for the move number: write a number from 1 to 9999."
    ),
    ("9/9/9/9/9/9/9/9/4K4 b - 1", "White has 0 kings in the SFEN: place one."),
    ("4k4/9/9/9/9/9/9/9/K3K4 b - 1", "Black has 2 kings in the SFEN: place one."),
    (
      "4k4/4r4/9/9/9/9/9/9/K8 b 2R 1",
      "There are 3 rooks in the SFEN, on the board and in hand: shogi has 2."
    ),
    (
      "4k4/9/9/9/9/4P4/4P4/9/4K4 b - 1",
      "Black has two pawns in file 5 in the SFEN: leave one that is not promoted."
    ),
    (
      "P3k4/9/9/9/9/9/9/9/4K4 b - 1",
      "Black's pawn on 9a in the SFEN could never move: promote it."
    ),
    (
      "4k4/9/9/9/9/9/9/9/4K3l b - 1", "White's lance on 1i in the SFEN could never move: promote it."
    ),
    (
      "4k4/9/9/9/9/9/9/7n1/4K4 b - 1",
      "White's knight on 2h in the SFEN could never move: promote it."
    ),
    (
      "4k4/9/4R4/9/9/9/9/9/4K4 b - 1",
      "White is in check in the SFEN, but it is black's turn: change the player to move."
    ),
  ]) func illegalPositionsAreRefused(sfen: String, reason: String) {
    let error = #expect(throws: NotationError.self) { try ShogiPosition(sfen: sfen) }
    #expect(error?.description == reason)
  }

  @Test(arguments: ["7g", "7g7j", "0g7f", "7g7f-", "K*5e", "p*5e", "P*5e+", "P+5e", "7g7g", "resign"])
  func otherTextIsNoMove(text: String) {
    let error = #expect(throws: NotationError.self) { try ShogiMove(usi: text) }
    #expect(
      error?.description
        == "\(text.debugDescription) is no move in USI notation: write two squares, with a plus for a promotion, or a drop, as in 7g7f, 8h2b+ or P*5e."
    )
  }
}
