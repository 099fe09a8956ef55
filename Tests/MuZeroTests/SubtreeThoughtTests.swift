import Device
import Environments
import MuZero
import Operations
import Testing

/// Engines' searches that go on with what is left of the last one.
@Suite struct SubtreeThoughtTests {
  private static let simulations = 40

  private func agent(_ place: SearchPlace, seed: UInt64 = 4) throws -> MuZeroAgent {
    var settings = MuZeroSettings()
    settings.environment.name = "tic-tac-toe"
    settings.network.bins = 1
    settings.search.discount = 1
    (settings.search.reuseSubtree, settings.search.place) = (true, place)
    return try MuZeroAgent(
      settings, specification: TicTacToe().specification,
      context: try ExecutionContext(device: Devices.select("cpu")), trees: 1,
      simulations: Self.simulations
    ) { try $0.initialize(seed: seed) }
  }

  /// A game in which an agent thinks about its own moves.
  private struct Game {
    var game = TicTacToe()
    var course = GameCourse()
    var observation: Observation

    init() { observation = game.reset(seed: 0) }

    mutating func play(_ action: Int) { observation = game.step(action).observation }

    /// What the agent thinks, and after how many simulations it was asked whether to go on.
    mutating func think(_ agent: MuZeroAgent) throws -> (thought: MuZeroAgent.Thought, asked: Int) {
      let position = MuZeroAgent.Position(
        observation: observation, legal: game.legalActions, in: game.specification,
        course: course.next(game, observation))
      var asked = 0
      let thought = try agent.thought(about: position, simulations: SubtreeThoughtTests.simulations) { _ in
        asked += 1
        return true
      }
      course.expect(thought.shape.principalVariation.first)
      return (thought, asked + 1)
    }
  }

  /// By its own move and a reply, by a move alone, not by another game's, and not by other parameters.
  @Test func aGameIsGoneOnWith() throws {
    var found: (agent: MuZeroAgent, game: Game, own: Int, reply: Int)?
    // Below the root all actions are tried, legal or not: an agent that expects a legal reply.
    for seed in UInt64(1)...20 where found == nil {
      let agent = try agent(.host, seed: seed)
      var game = Game()
      let (first, all) = try game.think(agent)
      #expect(all == Self.simulations)
      let variation = first.shape.principalVariation
      if variation.count > 1, variation[0] != variation[1] {
        found = (agent, game, variation[0], variation[1])
      }
    }
    let (agent, begun, own, reply) = try #require(found)
    var game = begun
    game.play(own)
    game.play(reply)
    let (second, further) = try game.think(agent)
    #expect(further < Self.simulations && second.result.simulations == Self.simulations)
    #expect(second.result.visits[own] == 0 && second.result.visits[reply] == 0)
    #expect(second.result.visits.reduce(0, +) == Self.simulations)
    game.play(second.shape.principalVariation[0])
    #expect(try game.think(agent).asked < Self.simulations)
    try agent.takeParameters { try $0.initialize(seed: 5) }
    game.play(game.game.legalActions![0])
    #expect(try game.think(agent).asked == Self.simulations)
    var other = Game()
    #expect(try other.think(agent).asked == Self.simulations)
  }

  @Test func bothPlacesThinkAlike() throws {
    func visits(_ place: SearchPlace) throws -> [[Int]] {
      let agent = try agent(place)
      var (game, visits) = (Game(), [[Int]]())
      while !game.game.isOver {
        let (thought, _) = try game.think(agent)
        visits.append(thought.result.visits)
        game.play(thought.result.action(temperature: 0))
      }
      return visits
    }
    let host = try visits(.host)
    #expect(try visits(.device) == host && host.count >= 5)
  }
}
