import Environments
import Replay
import Settings

/// An environment of self-play, with its current episode.
struct Actor {
  /// The log of an episode. With the episode's seed, it suffices to play the episode again.
  struct Log: Equatable {
    var actions: [Int32] = []
    /// The policy of each action taken: [actions taken, actions].
    var policies: [Float] = []
    var rootValues: [Float] = []
  }

  /// The environment's index, from 0.
  let number: Int
  private(set) var environment: any Environment<Int>
  /// The index of the current episode among those of this environment, from 0.
  private(set) var episode: Int
  private(set) var cutter: TrajectoryCutter
  private(set) var log = Log()
  private(set) var episodeReturn = 0.0
  private(set) var newest: Observation
  /// Whether the episode was truncated. Its last state is yet to be searched then, for the value there.
  private(set) var isTruncated = false
  /// Episodes that were lost before this one began.
  private let losses: Int
  private let seed: UInt64
  private let settings: MuZeroSettings

  /// An actor that begins the episode of this index, or the first later one that can begin. Throws if none
  /// can.
  init(
    _ number: Int, environment: any Environment<Int>, episode: Int, seed: UInt64, settings: MuZeroSettings
  ) throws {
    var environment = environment
    var begun: Observation?
    var losses = 0
    while begun == nil {
      do {
        begun = try environment.reset(seed: RandomPurpose.episode.seed(of: seed, number, episode + losses))
      } catch is LostEpisode {
        losses += 1
      }
    }
    self.number = number
    self.episode = episode + losses
    self.losses = losses
    self.seed = seed
    self.settings = settings
    self.environment = environment
    newest = begun!
    cutter = TrajectoryCutter(
      Trajectory(specification: environment.specification, firstObservation: begun!),
      sequenceLength: settings.replay.sequenceLength,
      targets: settings.targetConfiguration(players: environment.specification.players))
  }

  var steps: Int { log.actions.count }

  struct Move {
    var pieces: [Trajectory] = []
    /// If the episode is over, the sum of its rewards (of the first player's, if there are two) and its
    /// length in steps.
    var episode: (return: Double, length: Int)?
    /// The number of episodes that were lost.
    var losses = 0
  }

  /// Takes an action that a search chose. If the episode terminates or is lost, a new one begins.
  mutating func act(_ action: Int, policy: [Float], rootValue: Float) throws -> Move {
    let (player, legal) = (environment.playerToMove, environment.legalActions)
    let step: EnvironmentStep
    do {
      step = try environment.step(action)
    } catch is LostEpisode {
      var move = Move(losses: 1)
      try beginNext(&move)
      return move
    }
    newest = step.observation
    log.actions.append(Int32(action))
    log.policies += policy
    log.rootValues.append(rootValue)
    episodeReturn += Double(player == 0 ? step.reward : -step.reward)
    var move = Move()
    if let piece = cutter.append(
      action: action, policy: policy, rootValue: rootValue, player: player, legal: legal, step: step)
    {
      move.pieces.append(piece)
    }
    if step.isTerminated {
      try end(&move, finalValue: 0)
    } else if step.isTruncated {
      isTruncated = true
    }
    return move
  }

  /// Ends a truncated episode, with the value that a search found for its last state.
  mutating func finish(value: Float) throws -> Move {
    var move = Move()
    try end(&move, finalValue: value)
    return move
  }

  private mutating func end(_ move: inout Move, finalValue: Float) throws {
    move.pieces += cutter.finish(finalValue: finalValue, player: environment.playerToMove)
    move.episode = (episodeReturn, steps)
    try beginNext(&move)
  }

  private mutating func beginNext(_ move: inout Move) throws {
    self = try Actor(number, environment: environment, episode: episode + 1, seed: seed, settings: settings)
    move.losses += losses
  }

  // MARK: Going on

  /// The stored form of the current episode; nil if the environment cannot store its episodes.
  func underWay() throws -> EpisodeUnderWay? {
    guard let state = try (environment as? any StoredEnvironment<Int>)?.state() else { return nil }
    return EpisodeUnderWay(environment: state, trajectory: cutter.record, return: episodeReturn)
  }

  /// Continues a stored episode with its `log`, instead of the episode that this actor began. Throws if it
  /// cannot be continued.
  mutating func resume(_ episode: EpisodeUnderWay, _ log: Log) throws {
    guard var environment = environment as? any StoredEnvironment<Int> else {
      throw SettingsError(
        "\(environment.specification.name) cannot go on with a stored episode; go on with the program that wrote it"
      )
    }
    newest = try environment.restore(episode.environment, after: log.actions.count)
    self.environment = environment
    self.log = log
    episodeReturn = episode.return
    cutter = try TrajectoryCutter(
      record: episode.trajectory, sequenceLength: settings.replay.sequenceLength,
      targets: settings.targetConfiguration(players: environment.specification.players))
    isTruncated = cutter.trajectory.ending == .truncated
  }

  /// Plays an episode again to the end of its log, or until it takes another course. The trajectories that it
  /// yields on the way are dropped.
  mutating func replay(_ log: Log) throws {
    let actions = cutter.trajectory.actionCount
    let episode = episode
    for (index, action) in log.actions.enumerated() where self.episode == episode && !isTruncated {
      let policy = Array(log.policies[index * actions..<(index + 1) * actions])
      _ = try act(Int(action), policy: policy, rootValue: log.rootValues[index])
    }
  }
}
