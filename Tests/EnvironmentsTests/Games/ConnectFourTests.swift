import Environments
import Testing

@Suite struct ConnectFourTests {
  /// The On-Line Encyclopedia of Integer Sequences, A212693.
  @Test func thereAreAsManyPositionsAsIsKnown() {
    let (positions, _) = GameWalk.distinctPositions(of: ConnectFour(), plies: 7)
    #expect(positions == [1, 7, 49, 238, 1120, 4263, 16422, 54859])
  }

  @Test(arguments: [
    "1 1 2 2 3 3 4", "1 2 1 2 1 2 1", "1 2 2 3 3 4 3 4 4 6 4", "7 6 6 5 5 4 5 4 4 2 4",
    "4 4 5 5 6 6 7", "1 7 3 7 4 7 2",
  ]) func fourInARowWin(moves: String) {
    let (game, last) = GameWalk.play(moves, in: ConnectFour())
    #expect(last?.reward == 1 && last?.isTerminated == true && game.winner == 0)
    #expect(GameWalk.play(String(moves.dropLast(2)), in: ConnectFour()).last?.isOver == false)
  }

  @Test func rowsDoNotGoOnAtTheOtherEdge() {
    let (game, last) = GameWalk.play("5 5 6 6 7 7 1 2 1 1", in: ConnectFour())
    #expect(last?.reward == 0 && !game.isOver)
  }

  @Test func aFullBoardIsDrawn() {
    let moves = "1 2 1 2 1 2 2 1 2 1 2 1 3 4 3 4 3 4 4 3 4 3 4 3 5 6 5 6 5 6 6 5 6 5 6 5 7 7 7 7 7 7"
    let (game, last) = GameWalk.play(moves, in: ConnectFour())
    #expect(game.isOver && game.winner == nil && last?.reward == 0 && last?.isTerminated == true)
    #expect(game.text.hasSuffix("drawn"))
  }

  @Test func fullColumnsTakeNoMore() {
    let game = GameWalk.play("4 4 4 4 4 4 2", in: ConnectFour()).game
    #expect(game.legalActions == [0, 1, 2, 4, 5, 6])
    #expect(game.specification.actions == .discrete(count: 7, meaning: .boardColumn))
    let text = """
       A B C D E F G
       . . . O . . .
       . . . X . . .
       . . . O . . .
       . . . X . . .
       . . . O . . .
       .(X). X . . .
      O to move
      """
    #expect(game.text == text)
    #expect(
      game.action(named: "7") == 6 && game.action(named: "g") == 6 && game.name(of: 6) == "G"
        && game.action(named: "H") == nil && game.action(named: "0") == nil && game.action(named: "8") == nil)
  }

  @Test func observationsShowTheTopRowFirst() {
    var game = ConnectFour()
    _ = game.reset(seed: 3)
    guard case .bytes(let bytes) = game.step(6).observation else { return }
    var expected = [UInt8](repeating: 0, count: 6 * 7 * 3)
    for point in 0..<42 { expected[point * 3 + 2] = 1 }
    expected[41 * 3 + 1] = 1
    #expect(bytes == expected)
  }
}
