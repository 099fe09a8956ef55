import Environments
import Testing

@Suite struct ShogiRulesTests {
  /// A game after moves in USI notation.
  private func game(
    _ moves: String, from sfen: String? = nil, variant: ShogiVariant = .standard,
    impasse: ShogiImpasse? = .points27
  ) throws -> ShogiGame {
    let start = try sfen.map { try ShogiPosition(sfen: $0, variant: variant) } ?? ShogiPosition(variant)
    var game = ShogiGame(from: start, impasse: impasse)
    for move in moves.split(separator: " ") { game.play(try ShogiMove(usi: move)) }
    return game
  }

  /// The moves among some that are legal.
  private func legal(_ moves: String, in sfen: String) throws -> String {
    let position = try ShogiPosition(sfen: sfen)
    return try moves.split(separator: " ").filter { position.isLegal(try ShogiMove(usi: $0)) }.joined(
      separator: " ")
  }

  @Test func capturedPiecesAreHeldAndDropped() throws {
    let game = try game("7g7f 3c3d 8h2b+ 3a2b B*5e")
    #expect(
      game.position.sfen == "lnsgkg1nl/1r5s1/pppppp1pp/6p2/4B4/2P6/PP1PPPPPP/7R1/LNSGKGSNL w b 6")
    #expect(game.position.hand(of: .white)[.bishop] == 1 && game.position.hand(of: .black).isEmpty)
  }

  @Test func pawnsAreNotDroppedInFilesThatHaveOne() throws {
    let sfen = "4k4/9/9/9/9/9/P7+P/9/4K4 b P 1"
    #expect(try legal("P*9e P*8e P*1e P*8a", in: sfen) == "P*8e P*1e")
  }

  /// Where a piece could never move again.
  @Test func piecesMustPromoteAndAreNotDroppedOnLastRanks() throws {
    let sfen = "8k/P8/9/2N6/9/9/9/9/K8 b LNSP 1"
    #expect(
      try legal("9b9a 9b9a+ L*5a N*5a N*5b N*5c S*5a L*5b P*5a P*5b 7d6b 7d6b+", in: sfen)
        == "9b9a+ N*5c S*5a L*5b P*5b 7d6b+")
    let other = "8k/9/P1L6/3N5/B3S4/9/9/9/K8 b - 1"
    #expect(
      try legal("9c9b 9c9b+ 7c7b 7c7b+ 7c7a 7c7a+ 6d5b 6d5b+ 9e7c 9e7c+ 5e5d 5e5d+", in: other)
        == "9c9b 9c9b+ 7c7b 7c7b+ 7c7a+ 6d5b+ 5e5d")
    let leaves = "8k/9/S8/9/9/9/9/9/K8 b - 1"
    #expect(try legal("9c8d 9c8d+ 9c9b+", in: leaves) == "9c8d 9c8d+ 9c9b+")
  }

  @Test func aPawnsDropMustNotMate() throws {
    // The king has no way out, and nothing takes the pawn.
    #expect(try legal("P*1b P*1c", in: "7nk/9/7G1/9/9/9/9/9/K8 b P 1") == "P*1c")
    // It flees to 2b.
    #expect(try legal("P*1b", in: "7nk/9/9/7N1/9/9/9/9/K8 b P 1") == "P*1b")
    // The gold takes it; or not, being pinned.
    #expect(try legal("P*1b", in: "7nk/7g1/7G1/9/9/9/9/9/K8 b P 1") == "P*1b")
    #expect(try legal("P*1b", in: "7nk/7g1/7G1/9/4B4/9/9/9/K8 b P 1") == "")
    // A pawn that moves may mate.
    let mated = try game("1c1b", from: "7nk/9/7GP/9/9/9/9/9/K8 b - 1")
    #expect(mated.result == ShogiResult(winner: .black, reason: .checkmate))
  }

  @Test func aPlayerWithoutAMoveLoses() throws {
    let game = try game("3d2c", from: "8k/6G2/9/6G2/9/9/9/9/K8 b - 1")
    #expect(game.result == ShogiResult(winner: .black, reason: .stalemate))
  }

  @Test func theFourthOccurrenceDraws() throws {
    let rooks = "2h3h 8b7b 3h2h 7b8b "
    let thrice = String(repeating: rooks, count: 2)
    #expect(try game(thrice).result == nil && game(thrice).occurrences == 3)
    #expect(try game(thrice + rooks).result == ShogiResult(winner: nil, reason: .repetition))
    // In mini-shogi the first player loses.
    let golds = String(repeating: "2e2d 4a4b 2d2e 4b4a ", count: 3)
    let mini = try game(golds, from: "1g2k/5/5/5/K2G1 b - 1", variant: .mini)
    #expect(mini.result == ShogiResult(winner: .white, reason: .repetition))
  }

  @Test func perpetualCheckLoses() throws {
    let sfen = "4k4/9/9/9/9/9/9/9/K3R4 w - 1"
    let checks = String(repeating: "5a4a 5i4i 4a5a 4i5i ", count: 3)
    #expect(try game(checks, from: sfen).result == ShogiResult(winner: .white, reason: .perpetualCheck))
    // One move of the repetition gives no check.
    let other = String(repeating: "5a4a 5i4i 4a5a 4i3i 5a4a 3i4i 4a5a 4i5i ", count: 3)
    #expect(try game(other, from: sfen).result?.reason == .repetition)
    // Checks before the first occurrence, or a quiet move before it, make no difference.
    let before = "8i7i 5a6a 7i6i 6a5a 6i5i " + checks
    #expect(
      try game(before, from: "4k4/9/9/9/9/9/9/9/KR7 b - 1").result
        == ShogiResult(winner: .white, reason: .perpetualCheck))
    // The player in check completes the repetition.
    let black = try game(
      "5i4i 4a5a 4i5i 5a4a " + "5i4i 4a5a 4i5i 5a4a 5i4i 4a5a 4i5i 5a4a",
      from: "5k3/9/9/9/9/9/9/9/K3R4 b - 1")
    #expect(black.result == ShogiResult(winner: .white, reason: .perpetualCheck))
  }

  /// Ten pieces and a king in the camp: rook and bishop 5, eight others 1; three in hand make 28 with the second rook
  /// and bishop.
  @Test func impasseCountsPoints() throws {
    let camp = "K+R+B6/+P+P+P+P+P+P+P+P1/9/9/9/9/9/9/4k4"
    let twentyEight = try ShogiPosition(sfen: camp + " b RB 1")
    #expect(ShogiImpasse.points27.declaration(in: twentyEight) == .win)
    #expect(ShogiImpasse.points24.declaration(in: twentyEight) == .draw)
    #expect(try ShogiImpasse.points27.declaration(in: ShogiPosition(sfen: camp + " b R4P 1")) == nil)
    #expect(try ShogiImpasse.points24.declaration(in: ShogiPosition(sfen: camp + " b RP 1")) == .draw)
    #expect(try ShogiImpasse.points24.declaration(in: ShogiPosition(sfen: camp + " b R 1")) == nil)
    #expect(try ShogiImpasse.points24.declaration(in: ShogiPosition(sfen: camp + " b RB3P 1")) == .win)
    // The other player's turn; nine pieces; in check; the king outside.
    for other in [
      camp + " w RB 1", "K+R+B6/+P+P+P+P+P+P+P2/9/9/9/9/9/9/4k4 b RB9P 1",
      "1+R+BK5/+P+P+P1+P+P+P+P+P/9/9/9/9/9/9/3rk4 b B5P 1",
      "1+R+B6/+P+P+P+P+P+P+P+P1/9/K8/9/9/9/9/4k4 b RB 1",
    ] {
      #expect(try ShogiImpasse.points27.declaration(in: ShogiPosition(sfen: other)) == nil)
    }
    #expect(try game("", from: camp + " b RB 1").result == ShogiResult(winner: .black, reason: .impasse))
    #expect(try game("", from: camp + " b RB 1", impasse: nil).result == nil)
    #expect(
      try game("", from: camp + " b RB 1", impasse: .points24).result
        == ShogiResult(winner: nil, reason: .impasse))
  }

  @Test func miniShogiPromotesOnTheLastRankAlone() throws {
    let position = try ShogiPosition(sfen: "4k/P4/S4/5/4K b p 1", variant: .mini)
    #expect(position.legalMoves.map(\.usi).filter { $0.hasPrefix("5b") } == ["5b5a+"])
    #expect(position.legalMoves.map(\.usi).filter { $0.hasPrefix("5c") }.sorted() == ["5c4b", "5c4d"])
    #expect(position.legalMoves.allSatisfy { $0.to / 9 < 5 && $0.to % 9 < 5 })
  }
}
