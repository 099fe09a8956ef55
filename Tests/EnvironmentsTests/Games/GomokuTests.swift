import Environments
import Randomness
import Testing

@Suite struct GomokuTests {
  /// Whether a player has five in a row, or more, anywhere.
  private func hasFive(_ board: [[Int]], player: Int) -> Bool {
    for row in board.indices {
      for column in board.indices {
        for (down, right) in [(0, 1), (1, 0), (1, 1), (1, -1)] {
          let points = (0..<5).map { (row + $0 * down, column + $0 * right) }
          let isInside = points.allSatisfy { board.indices.contains($0) && board.indices.contains($1) }
          if isInside, points.allSatisfy({ board[$0][$1] == player }) { return true }
        }
      }
    }
    return false
  }

  @Test(arguments: [5, 6, 7, 11]) func randomGamesEndAsANaiveCheckSays(size: Int) {
    var random = RandomStream(1, UInt64(size))
    var ends: Set<Float> = []
    for _ in 0..<60 {
      var game = Gomoku(size: size)
      var board = Array(repeating: Array(repeating: -1, count: size), count: size)
      var isOver = false
      while !isOver {
        let legal = (0..<size * size).filter { board[$0 / size][$0 % size] == -1 }
        #expect(game.legalActions == legal)
        let (action, player) = (legal[random.index(below: legal.count)], game.playerToMove)
        let step = game.step(action)
        board[action / size][action % size] = player
        let wins = hasFive(board, player: player)
        #expect(step.isTerminated == (wins || legal.count == 1) && step.reward == (wins ? 1 : 0))
        #expect(game.winner == (wins ? player : nil))
        isOver = step.isOver
        if isOver { ends.insert(step.reward) }
      }
    }
    #expect(ends.contains(1))
  }

  @Test func sixInARowWin() {
    let (game, last) = GameWalk.play("A1 A2 B1 B2 C1 C2 E1 E2 F1 G7 D1", in: Gomoku(size: 7))
    #expect(last?.reward == 1 && game.winner == 0)
  }

  @Test func pointsAreNamedAsInGo() {
    let game = Gomoku()
    #expect(game.name(of: 0) == "A11" && game.action(named: "j1") == 118 && game.action(named: "I1") == nil)
    #expect(game.specification.observations.shape == [11, 11, 3])
    #expect(GameWalk.play("f6", in: game).game.text.split(separator: "\n")[6] == " 6 . . . . .(X). . . . .")
  }
}
