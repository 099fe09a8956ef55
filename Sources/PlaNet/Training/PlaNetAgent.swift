import Device
import Environments
import Foundation
import Networks
import Operations
import Planning
import Replay
import Runs
import Settings

/// PlaNet's model with a planner, for evaluation and play.
///
/// It belongs to one thread at a time.
public final class PlaNetAgent {
  /// The planners that the paper compares (figure 5). Its random collection is left out, because it plans as
  /// the others do.
  public enum Planner: String, Sendable, Codable, CaseIterable {
    case crossEntropy = "cem"
    /// One population, whose best plan is taken.
    case randomShooting = "random-shooting"
    /// The cross-entropy method with the environment itself in place of the model.
    case trueSimulator = "true-simulator"

    package init(_ method: PlaNetSettings.PlannerSettings.Method) {
      self = method == .crossEntropy ? .crossEntropy : .randomShooting
    }
  }

  /// What it was trained with.
  public let settings: PlaNetSettings
  package let network: PlaNetNetwork
  package let store: ModelStore
  /// What it acts in.
  public let specification: EnvironmentSpecification
  private let context: OperationContext

  /// An agent with `network` and the parameters of `store`, which must not change while the agent works.
  package init(
    _ settings: PlaNetSettings, network: PlaNetNetwork, store: ModelStore, context: ExecutionContext
  ) throws {
    (self.settings, self.network, self.store) = (settings, network, store)
    specification = try settings.makeEnvironment().specification
    self.context = context.operations()
  }

  /// An agent with parameters of its own, from a checkpoint's folder.
  ///
  /// Throws if settings cannot be used, the file does not fit, or the device fails.
  package convenience init(
    _ settings: PlaNetSettings, checkpoint folder: String, context: ExecutionContext
  ) throws {
    let specification = try settings.makeEnvironment().specification
    try settings.check(specification)
    let builder = ModelBuilder()
    let network = try PlaNetNetwork(builder, settings.networkConfiguration(specification))
    let store = try ModelStore(builder, device: context.device)
    try store.loadParameters(path: CheckpointParts.model(in: folder))
    try self.init(settings, network: network, store: store, context: context)
  }

  /// Plays whole episodes without exploration noise. `seed` decides how they begin.
  ///
  /// Throws if settings cannot be used, and the device's errors, and `DroppedWork` once `isInterrupted` returns true.
  package func episodes(
    _ count: Int, planner: Planner, seed: UInt64, isInterrupted: () -> Bool = { false }
  ) throws -> [ContinuousEpisode] {
    precondition(count > 0, "\(count) episodes")
    let seeds = (0..<count).map { Self.episodeSeed(seed, $0) }
    let planningSeed = RandomPurpose.evaluationPlanning.seed(of: seed, 0)
    if planner == .trueSimulator {
      guard try settings.makeEnvironment(isObserved: false).isCopied else {
        throw SettingsError(
          "\(specification.name) cannot be copied, so plans cannot be tried in it; choose another planner")
      }
      let policy = SimulatorPolicy(
        try SimulatorPlanner(
          settings.plannerConfiguration(specification, method: .crossEntropy), threads: Self.threads),
        seed: planningSeed)
      return try EpisodePlayer(try settings.makeEnvironment(isObserved: false))
        .play(policy, seeds: seeds, isInterrupted: isInterrupted)
    }
    let player = EpisodePlayer(try settings.makeEnvironment())
    var latent: LatentPlanner?
    var episodes: [ContinuousEpisode] = []
    for first in stride(from: 0, to: count, by: Self.maximumAtOnce) {
      let part = Array(seeds[first..<min(count, first + Self.maximumAtOnce)])
      if latent?.rows != part.count {
        latent = try latentPlanner(planner, rows: part.count, seed: planningSeed)
      }
      episodes += try player.play(
        PlanningPolicy(latent!, number: first / Self.maximumAtOnce), seeds: part,
        isInterrupted: isInterrupted)
    }
    if episodes.isEmpty { throw LostEpisode("all \(count) episodes were lost with their environments") }
    return episodes
  }

  /// Plays an episode and calls `watch` before each action, with the environment, the action, and the number
  /// of actions taken before. Returns the number of actions and the return; nil if `watch` has returned
  /// false, which ends the episode.
  ///
  /// Throws if settings cannot be used, and the device's errors.
  package func watched(
    planner: Planner, seed: UInt64,
    by watch: @escaping (_ environment: any Environment<[Float]>, _ action: [Float], _ time: Int) -> Bool
  ) throws -> (steps: Int, `return`: Double)? {
    let planning = RandomPurpose.evaluationPlanning.seed(of: seed, 0)
    let policy: any Policy
    let isSimulated = planner == .trueSimulator
    if isSimulated {
      policy = SimulatorPolicy(
        try SimulatorPlanner(
          settings.plannerConfiguration(specification, method: .crossEntropy), threads: Self.threads),
        seed: planning)
    } else {
      policy = PlanningPolicy(try latentPlanner(planner, rows: 1, seed: planning), number: 0)
    }
    let player = EpisodePlayer(try settings.makeEnvironment(isObserved: !isSimulated))
    do {
      let episode = try player.play(
        WatchedPolicy(policy: policy, watch: watch), seeds: [Self.episodeSeed(seed, 0)])[0]
      return (episode.actions, episode.return)
    } catch is WatchedPolicy.Stop {
      return nil
    }
  }

  /// A planner in the model, for `rows` episodes in step. Throws as `LatentPlanner`.
  func latentPlanner(_ planner: Planner, rows: Int, seed: UInt64) throws -> LatentPlanner {
    try LatentPlanner(
      network, observations: settings.observations(specification),
      planner: settings.plannerConfiguration(
        specification, method: planner == .randomShooting ? .randomShooting : .crossEntropy),
      rows: rows, store: store, seed: seed, context: context)
  }

  /// The largest number of episodes that are planned for at once.
  private static let maximumAtOnce = 64

  /// The returns of such episodes: [episodes].
  package func returns(episodes: Int, planner: Planner, seed: UInt64) throws -> [Double] {
    try self.episodes(episodes, planner: planner, seed: seed).map(\.return)
  }

  /// The open-loop prediction of an episode. `seed` decides what is sampled.
  func openLoopPrediction(of episode: ContinuousEpisode, seed: UInt64) throws -> OpenLoopPrediction {
    try OpenLoopPrediction(
      of: episode, network: network, store: store, observations: settings.observations(specification),
      seed: seed, context: context)
  }

  static func episodeSeed(_ seed: UInt64, _ number: Int) -> UInt64 {
    RandomPurpose.evaluation.seed(of: seed, number)
  }

  private static let threads = ProcessInfo.processInfo.activeProcessorCount
}
