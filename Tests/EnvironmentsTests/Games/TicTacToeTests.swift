import Environments
import Testing

@Suite struct TicTacToeTests {
  /// 255,168 games, 131,184 won by the first player, 77,904 by the second, 46,080 drawn.
  @Test func thereAreAsManyGamesAsIsKnown() {
    #expect(GameWalk.games(from: TicTacToe()) == [131_184, 46_080, 77_904])
  }

  /// 5,478 positions, 958 of them final.
  @Test func thereAreAsManyPositionsAsIsKnown() {
    let (positions, ended) = GameWalk.distinctPositions(of: TicTacToe(), plies: 9)
    #expect(positions == [1, 9, 72, 252, 756, 1260, 1520, 1140, 390, 78])
    #expect(positions.reduce(0, +) == 5478 && ended.reduce(0, +) == 958)
  }

  @Test func aLineWinsForItsPlayer() {
    let (game, last) = GameWalk.play("a1 a2 b1 b2 c3 C2", in: TicTacToe())
    #expect(last?.reward == 1 && last?.isTerminated == true && last?.isTruncated == false)
    #expect(game.winner == 1 && game.isOver)
  }

  @Test func observationsAreTheMoversView() throws {
    var game = TicTacToe(history: 2)
    #expect(game.reset(seed: 0) == .bytes(Array(repeating: 0, count: 45)))
    var expected = [[UInt8]](repeating: [0, 0, 0, 0, 1], count: 9)
    expected[0] = [0, 1, 0, 0, 1]
    #expect(game.step(0).observation == .bytes(expected.flatMap { $0 }))
    expected = [[UInt8]](repeating: [0, 0, 0, 0, 0], count: 9)
    expected[0] = [1, 0, 1, 0, 0]
    expected[5] = [0, 1, 0, 0, 0]
    #expect(game.step(5).observation == .bytes(expected.flatMap { $0 }))
    #expect(game.specification.observations.shape == [3, 3, 5])
    #expect(game.legalActions == [1, 2, 3, 4, 6, 7, 8] && game.playerToMove == 0)
    #expect(game.reset(seed: 1) == .bytes(Array(repeating: 0, count: 45)) && game.legalActions?.count == 9)
  }

  @Test func peopleReadAndNameIt() {
    let game = TicTacToe()
    #expect(game.name(of: 0) == "A3" && game.name(of: 8) == "C1")
    for action in 0..<9 { #expect(game.action(named: game.name(of: action)) == action) }
    for name in ["", "a", "a0", "a4", "d1", "a+1", "11", "aa", "a1 "] {
      #expect(game.action(named: name) == nil)
    }
    let text = """
        A B C
      3 . . .
      2 . X .
      1 . .(O)
      X to move
      """
    #expect(GameWalk.play("b2 c1", in: game).game.text == text)
  }
}
