import Randomness
import Testing

@testable import Environments

@Suite struct GoTests {
  /// Tromp and Farnebäck, Combinatorics of Go (2007): positions whose groups all have a liberty. All can be reached,
  /// one stone after the other.
  @Test(arguments: [(2, 57), (3, 12675)]) func thereAreAsManyPositionsAsIsKnown(size: Int, count: Int) {
    var seen: Set<[UInt8]> = [GoBoard(size: size).cells]
    var hashes: Set<SIMD2<UInt64>> = [GoBoard(size: size).hash]
    var waiting = [GoBoard(size: size)]
    while let board = waiting.popLast() {
      for cell in board.cells.indices where board.cells[cell] == GoBoard.empty {
        for player in 0..<2 where board.canPlace(at: cell, player: player) {
          var next = board
          next.place(at: cell, player: player)
          hashes.insert(next.hash)
          if seen.insert(next.cells).inserted { waiting.append(next) }
        }
      }
    }
    #expect(seen.count == count && hashes.count == count)
  }

  @Test(arguments: [(2, 40), (3, 20), (4, 10), (5, 4), (6, 2), (7, 1), (8, 1), (9, 1)])
  func randomGamesAgreeWithANaiveOne(size: Int, games: Int) {
    var random = RandomStream(2, UInt64(size))
    var forbidden = 0
    for _ in 0..<games {
      var game = Go(size: size, komi: 0.5, moveLimit: 3 * size * size, history: 2)
      var naive = NaiveGo(size: size)
      while !game.isOver {
        let legal = naive.legalPoints
        #expect(game.legalActions == legal + [game.pass])
        forbidden += naive.board.count { $0 == nil } - legal.count
        // Passes are rare, so that games are long and stones are captured often.
        let passes = legal.isEmpty || random.index(below: 40) == 0
        let action = passes ? game.pass : legal[random.index(below: legal.count)]
        let player = game.playerToMove
        let step = game.step(action)
        if passes { naive.pass() } else { naive.play(action) }
        #expect((0..<size * size).map { game.player(at: $0) } == naive.board)
        #expect(game.score == Double(naive.lead) - 0.5 && game.playerToMove == naive.player)
        #expect(step.isTerminated == (naive.passes == 2 || game.moveCount == 3 * size * size))
        let won = (game.score > 0) == (player == 0)
        #expect(step.reward == (step.isTerminated ? won ? 1 : -1 : 0))
      }
    }
    #expect(forbidden > 0)
  }
}
