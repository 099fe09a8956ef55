import Environments
import Randomness
import Testing

@Suite struct TreeSearchPlayerTests {
  /// What a search of a few hundred roll-outs answers, by name.
  private func answer(after moves: String, in game: any Environment<Int>, seed: UInt64) -> String {
    func play(_ game: some Environment<Int>) -> any Environment<Int> { GameWalk.play(moves, in: game).game }
    let game: any Environment<Int> = play(game)
    var player = TreeSearchPlayer(simulations: 400, random: RandomStream(seed))
    return game.name(of: player.action(in: game))
  }

  @Test(arguments: 0..<5 as Range<UInt64>) func winsInOneAreTaken(seed: UInt64) {
    #expect(answer(after: "a1 a3 b1 b3", in: TicTacToe(), seed: seed) == "c1")
    #expect(answer(after: "a1 a3 b1 b3 c2", in: TicTacToe(), seed: seed) == "c3")
    #expect(answer(after: "2 1 3 1 4 1 7", in: ConnectFour(), seed: seed) == "1")
  }

  @Test(arguments: 0..<5 as Range<UInt64>) func threatsAreMet(seed: UInt64) {
    #expect(answer(after: "a1 b2 b1", in: TicTacToe(), seed: seed) == "c1")
    #expect(answer(after: "a2 b1 c3 b2", in: TicTacToe(), seed: seed) == "b3")
    #expect(answer(after: "2 1 3 1 4", in: ConnectFour(), seed: seed) == "5")
  }

  @Test func aSearchIsAFunctionOfItsStream() {
    func answers(_ seed: UInt64) -> [String] {
      (0..<8).map { answer(after: "", in: Go(size: 3), seed: seed &* 100 &+ $0) }
    }
    #expect(answers(1) == answers(1) && answers(1) != answers(2))
  }

  @Test func moreRollOutsBeatChance() {
    var score = MatchScore()
    var searching = TreeSearchPlayer(simulations: 100, random: RandomStream(1))
    var chance = RandomPlayer(random: RandomStream(2))
    for number in 0..<20 {
      var game = ConnectFour()
      let side = number & 1
      while true {
        let player = game.playerToMove
        let step = game.step(player == side ? searching.action(in: game) : chance.action(in: game))
        guard step.isOver else { continue }
        score.count(reward: player == side ? step.reward : -step.reward)
        break
      }
    }
    #expect(score.games == 20 && score.wins >= 18, "\(score)")
  }
}
