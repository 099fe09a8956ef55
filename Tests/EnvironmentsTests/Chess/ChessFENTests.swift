import Environments
import Randomness
import Testing

@Suite struct ChessFENTests {
  @Test(arguments: [
    "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1",
    "r3k2r/8/8/8/8/8/8/R3K2R b Kq - 99 4000",
    "4k3/8/8/3pP3/8/8/8/4K3 w - d6 0 30",
    "rnbqkbnr/ppp1pppp/8/8/3pP3/8/PPPP1PPP/RNBQKBNR b KQkq e3 0 3",
  ]) func whatIsReadIsWritten(fen: String) throws {
    #expect(try ChessPosition(fen: fen).fen == fen)
  }

  @Test func everyPositionOfRandomGamesIsReadBack() throws {
    for variant in ChessVariant.allCases {
      var random = RandomStream(11)
      for _ in 0..<10 {
        var game = ChessGame(from: ChessPosition(variant))
        while game.result == nil, game.moves.count < 200 {
          let moves = game.position.legalMoves
          game.play(moves[random.index(below: moves.count)])
          #expect(try ChessPosition(fen: game.position.fen, variant: variant) == game.position)
        }
      }
    }
  }

  @Test func twoFieldsMayBeLeftOut() throws {
    let position = try ChessPosition(fen: "4k3/8/8/8/8/8/8/4K3 b - -")
    #expect(position.fen == "4k3/8/8/8/8/8/8/4K3 b - - 0 1")
  }

  /// As python-chess has it: a pawn that passed counts only where a legal move captures it.
  @Test func captureInPassingIsNotedWhereItIsLegal() throws {
    var position = try ChessPosition(fen: "4k3/8/8/8/8/8/P7/4K3 w - - 0 1")
    position.play(try position.move(uci: "a2a4"))
    #expect(position.fen == "4k3/8/8/8/P7/8/8/4K3 b - - 0 1")
    #expect(try ChessPosition(fen: "4k3/8/8/8/P7/8/8/4K3 b - a3 0 1").enPassantSquare == nil)
    // Both pawns would leave the rank that the rook attacks the king along.
    #expect(try ChessPosition(fen: "4k3/8/8/8/KPp4r/8/8/8 b - b3 0 1").enPassantSquare == 17)
    #expect(try ChessPosition(fen: "8/8/8/8/k1pP3R/8/8/4K3 b - d3 0 1").enPassantSquare == nil)
    #expect(try ChessPosition(fen: "8/8/8/8/k1pP4/8/8/4K3 b - d3 0 1").enPassantSquare == 19)
  }

  @Test(arguments: [
    (
      "8/8/8/8 w - - 0 1", "The FEN has 4 ranks, where the board has 8: separate them by slashes."
    ),
    (
      "4k3/8/8/8/8/8/8/4K3 w",
      "The FEN has 2 fields, where six are due: pieces, turn, castling, en passant, quiet moves and move number."
    ),
    (
      "4k3/8/8/8/8/8/8/4K4 w - - 0 1",
      "Rank 1 of the FEN has 9 squares, where the board has 8: count its pieces and empty squares."
    ),
    (
      "4k3/8/8/44/8/8/8/4K3 w - - 0 1",
      "Rank 5 of the FEN has \"4\" where a piece or a number of empty squares is due: use KQRBNP, kqrbnp and 1 to 8."
    ),
    (
      "4k3/8/8/4x3/8/8/8/4K3 w - - 0 1",
      "Rank 5 of the FEN has \"x\" where a piece or a number of empty squares is due: use KQRBNP, kqrbnp and 1 to 8."
    ),
    (
      "4k3/8/8/8/8/8/8/4K3 white - - 0 1",
      "The FEN has \"white\" for the player to move: write w for white or b for black."
    ),
    ("8/8/8/8/8/8/8/4K3 w - - 0 1", "Black has 0 kings in the FEN: place one."),
    ("4k3/8/8/8/8/8/8/K3K3 w - - 0 1", "White has 2 kings in the FEN: place one."),
    (
      "4k3/8/8/8/8/P7/PPPPPPPP/4K3 w - - 0 1", "White has 9 pawns in the FEN: place 8 at most."
    ),
    (
      "4k3/8/8/8/8/8/PPPPPPPP/QQ2K3 w - - 0 1",
      "White has more pieces in the FEN than promotions can have brought, as 0 pawns are missing: take some away."
    ),
    (
      "p3k3/8/8/8/8/8/8/4K3 w - - 0 1",
      "A pawn stands on a8 in the FEN: pawns cannot be on the first or the last rank."
    ),
    (
      "4k3/8/8/8/8/8/8/4K3 w X - 0 1",
      "The FEN has \"X\" for castling: write those of KQkq that are still allowed, or -."
    ),
    (
      "4k3/8/8/8/8/8/8/4K3 w KK - 0 1",
      "The FEN lets white castle with the rook on h1, but king and rook are not where they began: leave out K."
    ),
    (
      "r3k3/8/8/8/8/8/8/4K3 w kq - 0 1",
      "The FEN lets black castle with the rook on h8, but king and rook are not where they began: leave out k."
    ),
    (
      "4k3/8/8/8/8/8/4R3/4K3 w - - 0 1",
      "Black is in check in the FEN, but it is white's turn: change the player to move."
    ),
    (
      "8/8/8/8/8/8/4k3/4K3 w - - 0 1",
      "Black is in check in the FEN, but it is white's turn: change the player to move."
    ),
    (
      "4r2k/8/8/8/8/8/8/r3K2r w - - 0 1",
      "White is attacked by 3 pieces in the FEN in a way that no move brings about: move some of them."
    ),
    (
      "7k/8/8/8/8/8/8/r3K2r w - - 0 1",
      "White is attacked by 2 pieces in the FEN in a way that no move brings about: move some of them."
    ),
    (
      "4k3/8/8/3pP3/8/8/8/4K3 w - d3 0 1",
      "The FEN has \"d3\" for en passant: write the square that the pawn passed, on rank 6, or -."
    ),
    (
      "4k3/8/8/4P3/8/8/8/4K3 w - d6 0 1",
      "No pawn can have passed d6 in the FEN: place it on d5, with d6 and d7 empty."
    ),
    (
      "4k3/3p4/8/3pP3/8/8/8/4K3 w - d6 0 1",
      "No pawn can have passed d6 in the FEN: place it on d5, with d6 and d7 empty."
    ),
    (
      "4k3/8/8/3pP3/8/5n2/8/4K3 w - d6 0 1",
      "White is attacked in the FEN by what a pawn's step over d6 did not uncover: write - for en passant."
    ),
    (
      "4k3/8/8/8/8/8/8/4K3 w - - -1 1",
      "The FEN has \"-1\" for quiet moves: write a number from 0 to 9999."
    ),
    (
      "4k3/8/8/8/8/8/8/4K3 w - - 0 0",
      "The FEN has \"0\" for the move number: write a number from 1 to 9999."
    ),
  ]) func illegalPositionsAreRefused(fen: String, reason: String) {
    let error = #expect(throws: NotationError.self) { try ChessPosition(fen: fen) }
    #expect(error?.description == reason)
  }
}
