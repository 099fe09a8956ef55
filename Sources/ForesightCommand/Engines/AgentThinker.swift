import Device
import Environments
import MuZero
import Search

/// A run's agent as the thinker that chooses a game's moves.
final class AgentThinker: GameThinker {
  let simulations: Int
  let maximumSimulations: Int

  private let load: () throws -> MuZeroAgent
  private var loaded: MuZeroAgent?
  /// Whether it has searched, so that no later search must prepare the device.
  private var isPrepared = false
  /// The course of the game that is searched; nil if no search continues an earlier one.
  private var course: GameCourse?

  /// The largest number of simulations of a search. Fewer are allowed if the bytes of trees or of states are
  /// limited.
  private static let maximum = 10_000
  private static let maximumBytes = 1 << 30

  /// The agent of a run, which is loaded when it is needed first. `simulations` is by default the run's own number.
  init(_ stored: StoredAgent, simulations: Int?, device: any Device) {
    let network = stored.settings.networkConfiguration(stored.environment.specification)
    let bytes = max(
      network.state.count * MemoryLayout<Float>.size,
      SearchCapacity(trees: 1, simulations: 1, actions: network.actions).bytesPerNode)
    self.simulations = simulations ?? stored.simulations
    maximumSimulations = max(self.simulations, min(Self.maximum, Self.maximumBytes / bytes))
    course = stored.settings.search.reuseSubtree ? GameCourse() : nil
    let maximum = maximumSimulations
    load = { try stored.load(on: device, environments: 1, simulations: maximum) }
  }

  /// The agent. Throws as `StoredAgent.load`.
  private var agent: MuZeroAgent {
    get throws {
      let agent = try loaded ?? load()
      loaded = agent
      return agent
    }
  }

  /// Searches once, so that no later search must load the agent or prepare the device. Throws if one of both fails.
  func prepare(for game: any SearchableGame) throws {
    if isPrepared { return }
    _ = try think(about: game, legal: game.legalActions ?? [], simulations: 2) { _ in true }
    isPrepared = true
  }

  func think(
    about game: any SearchableGame, legal: [Int], simulations: Int,
    goesOn: @escaping (_ soFar: () -> GameThought) -> Bool
  ) throws -> GameThought {
    let position = position(of: game, legal: legal)
    let thought = try agent.thought(about: position, simulations: simulations) { soFar in
      goesOn { GameThought(soFar()) }
    }
    course?.expect(thought.shape.principalVariation.first)
    return GameThought(thought)
  }

  /// The position to search for a state of a game.
  private func position(of game: some SearchableGame, legal: [Int]) -> MuZeroAgent.Position {
    let observation = game.observation
    return MuZeroAgent.Position(
      observation: observation, legal: legal, in: game.specification, course: course?.next(game, observation))
  }
}

extension GameThought {
  /// The result of an agent's search.
  fileprivate init(_ thought: MuZeroAgent.Thought) {
    let (result, shape) = (thought.result, thought.shape)
    self.init(
      simulations: result.simulations, meanDepth: shape.meanDepth, deepest: shape.deepest,
      value: result.rootValue, visits: result.visits, values: result.values, priors: result.priors,
      variation: shape.principalVariation)
  }
}
