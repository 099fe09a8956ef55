import Device
import Environments
import Runs
import Search
import Settings
import Telemetry

/// An agent that a program of one's own asks.
extension MuZeroAgent {
  /// The agent of a run.
  ///
  /// - Parameters:
  ///   - folder: the run's, as `train` has written it.
  ///   - checkpoint: which of the run's checkpoints.
  ///   - device: where the networks are; by default the one that `ComputeDevice.select()` gives.
  ///   - simulations: the most that a search has; by default the run's own.
  ///   - episodes: how many states are searched at once, where as many are asked about.
  ///
  /// Throws where there is no such run or checkpoint, the files are damaged, the run is another agent's, or the device fails
  /// or cannot hold what is needed.
  public convenience init(
    run folder: String, checkpoint: CheckpointChoice = .newest, device: ComputeDevice? = nil,
    simulations: Int? = nil, episodes: Int = 1
  ) throws {
    precondition(episodes > 0, "an agent that is asked about \(episodes) states at once")
    if let simulations {
      precondition(
        1...1_000_000 ~= simulations,
        "an agent for searches of \(simulations) simulations, not 1 to 1,000,000")
    }
    let stored = try StoredAgent(in: try RunFolder(existing: folder), checkpoint)
    let device = try (device ?? .select()).device
    try self.init(
      stored, device: device, environments: episodes, simulations: simulations ?? stored.simulations)
  }

  /// Searches the state of an episode without noise: what to do there, and why.
  ///
  /// `simulations` are as many as the agent was made for, or fewer. Throws `SearchError` where the networks give numbers
  /// that cannot be used, and where the device fails.
  public func search(_ episode: AgentEpisode, simulations: Int? = nil) throws -> Thought {
    try thought(about: episode.position, simulations: checked(simulations)) { _ in true }
  }

  /// The same of a state that shows `observation`, where actions `legalActions` can be taken; nil for all.
  ///
  /// Throws as `search(_:simulations:)`, and where the agent sees more than the newest observation: it is to be asked about an
  /// episode then.
  public func search(
    _ observation: Observation, legalActions: [Int]? = nil, simulations: Int? = nil
  ) throws -> Thought {
    guard settings.seesNewestObservationAlone else {
      throw SettingsError(
        "the agent sees \(settings.replay.stackedObservations) observations and their actions, so that one does not do; ask it about an episode"
      )
    }
    let position = Position(observation: observation, legal: legalActions, in: specification)
    return try thought(about: position, simulations: checked(simulations)) { _ in true }
  }

  /// The same of many episodes' states, which are searched at once as far as the agent was made for that: [episodes].
  public func results(of episodes: [AgentEpisode], simulations: Int? = nil) throws -> [TreeResult] {
    try results(of: episodes.map(\.position), simulations: checked(simulations))
  }

  /// So many simulations, or the most that a search has.
  func checked(_ simulations: Int?) -> Int {
    let count = simulations ?? maximumSimulations
    precondition(
      1...maximumSimulations ~= count,
      "a search of \(count) simulations by an agent that was made for \(maximumSimulations)")
    return count
  }
}
