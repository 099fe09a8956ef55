import Device
import Environments
import MuZero
import Search

/// A run's agent as the thinker that chooses an engine's moves.
final class AgentThinker {
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
  func prepare(for game: Go) throws {
    if isPrepared { return }
    _ = try think(about: game, legal: [game.pass], simulations: 2) { _ in true }
    isPrepared = true
  }

  /// The position to search for a state of a game.
  private func position(
    of game: some Environment<Int>, _ observation: Observation, legal: [Int]
  ) -> MuZeroAgent.Position {
    MuZeroAgent.Position(
      observation: observation, legal: legal, in: game.specification, course: course?.next(game, observation))
  }

  /// Notes the expected move after the position that was searched last. Returns the result.
  private func noted(_ thought: MuZeroAgent.Thought) -> MuZeroAgent.Thought {
    course?.expect(thought.shape.principalVariation.first)
    return thought
  }
}

extension AgentThinker: EngineThinker {
  func prepare(for game: any EngineGame) throws {
    if isPrepared { return }
    let game = try game.beginning(at: nil)
    _ = try think(about: game, legal: game.legalActions ?? [], simulations: 2) { _ in true }
    isPrepared = true
  }

  func think(
    about game: any EngineGame, legal: [Int], simulations: Int,
    goesOn: @escaping (_ soFar: () -> EngineThought) -> Bool
  ) throws -> EngineThought {
    let position = position(of: game, game.observation, legal: legal)
    let thought = try agent.thought(about: position, simulations: simulations) { soFar in
      goesOn { EngineThought(soFar()) }
    }
    return EngineThought(noted(thought))
  }
}

extension AgentThinker: GoTextPlayer {
  func think(
    about game: Go, legal: [Int], simulations: Int,
    goesOn: @escaping (_ soFar: () -> GoTextThought) -> Bool
  ) throws -> GoTextThought {
    let position = position(of: game, game.observation, legal: legal)
    let thought = try agent.thought(about: position, simulations: simulations) { soFar in
      goesOn { GoTextThought(soFar()) }
    }
    return GoTextThought(noted(thought))
  }
}

extension EngineThought {
  /// The result of an agent's search.
  fileprivate init(_ thought: MuZeroAgent.Thought) {
    self.init(
      simulations: thought.result.simulations, meanDepth: thought.shape.meanDepth,
      deepest: thought.shape.deepest, value: thought.result.rootValue,
      variation: thought.shape.principalVariation)
  }
}

extension GoTextThought {
  /// The result of an agent's search.
  fileprivate init(_ thought: MuZeroAgent.Thought) {
    self.init(
      visits: thought.result.visits, values: thought.result.values, priors: thought.result.priors,
      variation: thought.shape.principalVariation)
  }
}
