import Environments
import Testing

@Suite struct ExhaustiveMatchTests {
  /// The best action of tic-tac-toe by looking at all that can follow, and what it brings the player to move.
  private struct Minimax {
    private var known: [[UInt8]: (action: Int, value: Float)] = [:]

    mutating func best(in game: any Environment<Int>, seen observation: Observation) throws -> (
      action: Int, value: Float
    ) {
      if let answer = known[observation.bytes] { return answer }
      var best = (action: -1, value: -Float.infinity)
      for action in game.legalActions! {
        var copy = game
        let step = try copy.step(action)
        let value = step.isOver ? step.reward : try -self.best(in: copy, seen: step.observation).value
        if value > best.value { best = (action, value) }
      }
      known[observation.bytes] = best
      return best
    }
  }

  @Test func onlySmallGamesSuit() {
    #expect(ExhaustiveMatch.suits(TicTacToe().specification))
    #expect(!ExhaustiveMatch.suits(ConnectFour().specification))
    #expect(!ExhaustiveMatch.suits(Gomoku(size: 5).specification))
    #expect(!ExhaustiveMatch.suits(Go(size: 2).specification))
    #expect(!ExhaustiveMatch.suits(CartPole().specification))
  }

  @Test func aPerfectPlayerLosesNothing() throws {
    var (match, minimax) = (ExhaustiveMatch(), Minimax())
    for side in 0..<2 {
      let score = try match.run(TicTacToe(), agentSide: side) { positions in
        try positions.map { try minimax.best(in: $0.environment, seen: $0.observation).action }
      }
      #expect(score.losses == 0 && score.wins > 0 && score.draws > 0)
    }
  }

  /// What the plain recursion counts, without merging positions.
  private func count(_ game: TicTacToe, side: Int, choose: (TicTacToe) -> Int, into score: inout MatchScore) {
    let player = game.playerToMove
    for action in player == side ? [choose(game)] : game.legalActions! {
      var copy = game
      let step = copy.step(action)
      if step.isOver {
        score.count(reward: player == side ? step.reward : -step.reward)
      } else {
        count(copy, side: side, choose: choose, into: &score)
      }
    }
  }

  @Test(arguments: [0, 1]) func everySequenceIsCounted(side: Int) throws {
    var (match, expected, calls) = (ExhaustiveMatch(), MatchScore(), 0)
    count(TicTacToe(), side: side, choose: { $0.legalActions![0] }, into: &expected)
    let score = try match.run(TicTacToe(), agentSide: side) { positions in
      calls += 1
      #expect(positions.allSatisfy { $0.environment.playerToMove == side })
      return positions.map { $0.environment.legalActions![0] }
    }
    #expect(score == expected && score.losses > 0)
    #expect(calls <= 5 && match.positionsAsked < expected.games)
  }

  @Test func bothSidesAreAddedUp() throws {
    var (match, sum) = (ExhaustiveMatch(), MatchScore())
    let last: ([ExhaustiveMatch.Position]) -> [Int] = { $0.map { $0.environment.legalActions!.last! } }
    for side in 0..<2 { sum = sum + (try match.run(TicTacToe(), agentSide: side, choose: last)) }
    #expect(try match.run(bothSidesOf: TicTacToe(), choose: last) == sum)
  }

  @Test func whatTheAgentThrowsIsPassedOn() {
    struct Failure: Error {}
    var match = ExhaustiveMatch()
    #expect(throws: Failure.self) { try match.run(TicTacToe(), agentSide: 0) { _ in throw Failure() } }
  }
}

extension Observation {
  /// The bytes.
  fileprivate var bytes: [UInt8] {
    guard case .bytes(let bytes) = self else { return [] }
    return bytes
  }
}
