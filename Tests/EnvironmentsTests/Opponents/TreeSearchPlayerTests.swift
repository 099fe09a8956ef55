import Environments
import Randomness
import Testing

@Suite struct TreeSearchPlayerTests {
  /// What a search of a few hundred roll-outs answers, by name.
  private func answer(after moves: String, in game: any Environment<Int>, seed: UInt64) throws -> String {
    func play(_ game: some Environment<Int>) throws -> any Environment<Int> {
      try GameWalk.play(moves, in: game).game
    }
    let game: any Environment<Int> = try play(game)
    var player = TreeSearchPlayer(simulations: 400, random: RandomStream(seed))
    return game.name(of: try player.action(in: game))
  }

  @Test(arguments: 0..<5 as Range<UInt64>) func winsInOneAreTaken(seed: UInt64) throws {
    #expect(try answer(after: "a1 a3 b1 b3", in: TicTacToe(), seed: seed) == "C1")
    #expect(try answer(after: "a1 a3 b1 b3 c2", in: TicTacToe(), seed: seed) == "C3")
    #expect(try answer(after: "2 1 3 1 4 1 7", in: ConnectFour(), seed: seed) == "A")
  }

  @Test(arguments: 0..<5 as Range<UInt64>) func threatsAreMet(seed: UInt64) throws {
    #expect(try answer(after: "a1 b2 b1", in: TicTacToe(), seed: seed) == "C1")
    #expect(try answer(after: "a2 b1 c3 b2", in: TicTacToe(), seed: seed) == "B3")
    #expect(try answer(after: "2 1 3 1 4", in: ConnectFour(), seed: seed) == "E")
  }

  @Test func aSearchIsAFunctionOfItsStream() throws {
    func answers(_ seed: UInt64) throws -> [String] {
      try (0..<8).map { try answer(after: "", in: Go(size: 3), seed: seed &* 100 &+ $0) }
    }
    let (first, again, other) = (try answers(1), try answers(1), try answers(2))
    #expect(first == again && first != other)
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
