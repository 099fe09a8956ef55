import Device
import Environments
import MuZero
import Operations
import Randomness
import Synchronization
import Testing

/// Matches of an agent that was not trained.
@Suite struct MatchTests {
  /// Places on the first free point, and notes which player it is, and in which game.
  private final class Witness: Player {
    static let sides = Mutex<[UInt64: Set<Int>]>([:])
    let game: UInt64

    init(_ stream: RandomStream) {
      var stream = stream
      game = stream.next()
    }

    func action(in environment: some Environment<Int>) -> Int {
      let side = environment.playerToMove
      Self.sides.withLock { _ = $0[game, default: []].insert(side) }
      return environment.legalActions!.first!
    }
  }

  private func agent() throws -> MuZeroAgent {
    var settings = MuZeroSettings()
    settings.environment.name = "tic-tac-toe"
    settings.network.body = .residual
    (settings.network.channels, settings.network.blocks, settings.network.headHidden) = (4, 1, [4])
    settings.network.bins = 1
    settings.search.discount = 1
    return try MuZeroAgent(
      settings, specification: TicTacToe().specification,
      context: try ExecutionContext(device: Devices.select("cpu")), trees: 3,
      simulations: 8
    ) { try $0.initialize(seed: 4) }
  }

  /// One game after the other, each position asked about alone.
  private func score(_ agent: MuZeroAgent, agentSide: Int) throws -> MatchScore {
    var game = try AgentEpisode(TicTacToe(), seed: 0)
    while !game.isOver {
      if game.environment.playerToMove == agentSide {
        try game.step(try agent.results(of: [game.position], simulations: 8)[0].action(temperature: 0))
      } else {
        try game.step(game.environment.legalActions!.first!)
      }
    }
    var score = MatchScore()
    score.count(reward: Float(agentSide == 0 ? game.return : -game.return))
    return score
  }

  @Test func sidesAlternateAndGamesAreThoseOfOneAfterTheOther() throws {
    let agent = try agent()
    var last = (0, 0)
    let match = try agent.match(
      in: TicTacToe(), games: 5, simulations: 8, seed: 2, opponent: { Witness($0) }
    ) { last = ($0, $1) }
    let (first, second) = (try score(agent, agentSide: 0), try score(agent, agentSide: 1))
    #expect(match == first + first + first + second + second)
    #expect(last.0 == 5 && (5 * 5...5 * 9).contains(last.1))
    let sides = Witness.sides.withLock { $0.values.map { $0.sorted() } }
    #expect(sides.filter { $0 == [1] }.count == 3 && sides.filter { $0 == [0] }.count == 2)
  }

  /// Tic-tac-toe, of which steps are lost as long as there are losses left, each the third since the last one.
  private struct Losing: Environment {
    final class Losses: Sendable {
      let left: Mutex<(losses: Int, steps: Int)>

      init(_ count: Int) { left = Mutex((count, 0)) }
    }

    private var game = TicTacToe()
    let losses: Losses

    init(_ losses: Losses) { self.losses = losses }

    var specification: EnvironmentSpecification { game.specification }
    var legalActions: [Int]? { game.legalActions }
    var playerToMove: Int { game.playerToMove }
    var text: String { game.text }

    mutating func reset(seed: UInt64) throws -> Observation { game.reset(seed: seed) }

    mutating func step(_ action: Int) throws -> EnvironmentStep {
      let isLost = losses.left.withLock { left in
        left.steps += 1
        guard left.losses > 0, left.steps % 3 == 0 else { return false }
        left.losses -= 1
        return true
      }
      if isLost { throw LostEpisode("lost") }
      return game.step(action)
    }
  }

  @Test func gamesThatAreLostBeginOnceMore() throws {
    let agent = try agent()
    func match(_ environment: any Environment<Int>) throws -> MatchScore {
      try agent.match(
        in: environment, games: 6, simulations: 8, seed: 2, opponent: MatchOpponent.random.player)
    }
    let losses = Losing.Losses(5)
    #expect(try match(Losing(losses)) == match(TicTacToe()))
    #expect(losses.left.withLock { $0.losses } == 0)
    #expect(throws: LostEpisode.self) { try match(Losing(Losing.Losses(1000))) }
  }

  @Test func everySequenceOfMovesIsPlayed() throws {
    let agent = try agent()
    var asked = 0
    let score = try agent.exhaustiveMatch(in: TicTacToe(), simulations: 2) { asked = $0 }
    let game = try AgentEpisode(TicTacToe(), seed: 0)
    #expect(try score == count(agent, game, side: 0) + count(agent, game, side: 1))
    #expect(asked > 50)
  }

  /// Plain recursion over the opponent's moves.
  private func count(_ agent: MuZeroAgent, _ game: AgentEpisode, side: Int) throws -> MatchScore {
    if game.isOver {
      var score = MatchScore()
      score.count(reward: Float(side == 0 ? game.return : -game.return))
      return score
    }
    let choices =
      game.environment.playerToMove == side
      ? [try agent.results(of: [game.position], simulations: 2)[0].action(temperature: 0)]
      : game.environment.legalActions!
    return try choices.reduce(MatchScore()) { score, action in
      var next = game
      try next.step(action)
      return try score + count(agent, next, side: side)
    }
  }
}
