import Common
import Device
import Environments
import Foundation
import Networks
import Operations
import Replay
import Search
import Settings
import Workers

/// The parts of a run, made from its settings.
extension MuZeroSettings {
  /// Whether states of the replay are searched again.
  package var reanalyzes: Bool { reanalyze.enabled || reanalyze.dataset != nil }
  package var usedBootstrapSteps: Int? {
    reanalyzes ? reanalyze.bootstrapSteps : learner.bootstrapSteps
  }
  package var usedValueWeight: Double { reanalyzes ? reanalyze.valueWeight : learner.valueWeight }
  package var usedSamplesPerState: Double {
    reanalyzes ? reanalyze.samplesPerState : learner.samplesPerState
  }

  /// Simulations of searches without noise, unless others are asked for.
  package var evaluatedSimulations: Int { evaluation.simulations ?? search.simulations }

  /// The place where trees are searched. Searches on the device need float32, so with another precision it is
  /// the host.
  package var usedSearchPlace: SearchPlace { search.precision != .float32 ? .host : search.place }

  /// The environments of each group. Where there are two, they take turns: one takes its steps while the other is searched.
  /// `isCopied` is the environment's.
  package func environmentGroups(isCopied: Bool, on info: DeviceInfo) -> [Range<Int>] {
    let count = selfPlay.environments
    let isTwo =
      selfPlay.environmentGroups.map { $0 == 2 }
      ?? (!isCopied && !info.isCPU && !search.reuseSubtree && search.precision == .float32)
    return isTwo && count > 1 ? [0..<count / 2, count / 2..<count] : [0..<count]
  }

  /// The largest number of trees of a search: those of all environments, and those of reanalyzed states beside them.
  package var maximumTrees: Int { selfPlay.environments + (reanalyzes ? Self.maximumReanalyzedTrees : 0) }

  private static let maximumReanalyzedTrees = 512

  /// Throws where `info`'s device has not the precisions of training and of searches.
  package func checkPrecision(on info: DeviceInfo) throws {
    try learner.precision.check("learner.precision", on: info)
    try search.precision.check("search.precision", on: info)
  }

  /// Throws if a setting cannot be used; the error names its key.
  package func check(_ specification: EnvironmentSpecification) throws {
    try checkRanges()
    let (temperatures, shares) = (selfPlay.temperatures, selfPlay.temperatureShares)
    try require(
      temperatures.count == shares.count + 1 && shares == shares.sorted(),
      "selfPlay.temperatures has \(temperatures.count) numbers and selfPlay.temperatureShares \(shares.count), but must have one less, in ascending order"
    )
    try checkHasEnd()
    try require(
      selfPlay.environments > 0 || reanalyze.dataset != nil,
      "selfPlay.environments is 0, but without reanalyze.dataset there is nothing to learn from")
    try require(
      selfPlay.environments > 0 || training.updates != nil,
      "selfPlay.environments is 0, so training.updates must say when the run ends")
    try checkUpdatesAreDue()
    try require(
      !search.reuseSubtree || search.root != .gumbel,
      "search.reuseSubtree is true, but the halving of search.root gumbel begins without visits: set search.reuseSubtree to false"
    )
    try require(
      !search.reuseSubtree || selfPlay.environmentGroups != 2,
      "search.reuseSubtree is true, but two groups that take turns leave nothing to go on with: set selfPlay.environmentGroups to 1"
    )
    try require(
      search.precision == .float32 || search.place != .device,
      "search.place is device, but searches on the device compute in float32: set search.precision to float32, or search.place to automatic"
    )
    try require(
      replay.sequenceLength == nil || usedBootstrapSteps != nil,
      "replay.sequenceLength is \(replay.sequenceLength ?? 0), but outcomes of games need whole episodes: set it to null"
    )
    try require(
      !replay.symmetries || BoardSymmetry.all(of: specification).count > 1,
      "replay.symmetries is true, but \(specification.name) has none: set it to false")
    try require(
      !replay.symmetries || !replay.actionPlanes,
      "replay.symmetries and replay.actionPlanes are both true, but planes of actions' numbers have no symmetries: set one to false"
    )
    try require(
      network.bins > 1 || specification.players == 2,
      "network.bins is \(network.bins), which leaves out rewards, but \(specification.name) is no game of two players: choose an odd number above 1"
    )
    try require(
      MatchOpponent(evaluation.opponent) != nil,
      "evaluation.opponent is \(evaluation.opponent.quoted), but must be random, or mcts:N with N from 1 to 10000000"
    )
    try require(
      specification.players == 1 || evaluation.opponent == MatchOpponent.random.description
        || WorkerTask.parts(of: environment.name) == nil,
      "evaluation.opponent is \(evaluation.opponent), which tries moves in copies of the game, but games in Python cannot be copied: set it to random"
    )
    let network = networkConfiguration(specification)
    if let fault = network.fault { throw SettingsError("network: \(fault)") }
  }

  /// Throws if the run would end before its first update is due.
  private func checkUpdatesAreDue() throws {
    if selfPlay.environments == 0 { return }
    let first = Double(learner.firstSteps) + Double(learner.batch) / usedSamplesPerState
    // Updates that a tick makes are due by the steps before it, and no tick follows the last step.
    let last = training.environmentSteps.map { $0 - 1 } ?? SettingRange.counts.upperBound
    guard first > Double(last) else { return }
    throw SettingsError(
      "no update would be made: by learner.firstSteps, learner.batch and samplesPerState the first is due after \(String(format: "%.0f", first.rounded(.up))) steps, but training.environmentSteps is \(training.environmentSteps.map(String.init) ?? "null"); let the run be longer, or updates be due earlier"
    )
  }

  /// The configuration of the networks for an environment.
  package func networkConfiguration(_ specification: EnvironmentSpecification) -> MuZeroNetworkConfiguration {
    guard case .discrete(let actions, let meaning) = specification.actions else {
      preconditionFailure("\(specification.name) has continuous actions")
    }
    let shape = replayConfiguration(specification).stacking.shape
    let isImage = specification.observations.element == .uint8 && specification.players == 1
    switch network.body {
    case .perceptron:
      return MuZeroNetworkConfiguration(
        .perceptron(
          observation: shape.reduce(1, *), hidden: network.hidden, encoding: network.encoding),
        actions: actions, actionEncoding: .oneHot, bins: network.bins, activation: network.activation)
    case .residual:
      let (height, width, planes) =
        shape.count == 3 ? (shape[0], shape[1], shape[2]) : (1, 1, shape.reduce(1, *))
      let encoding: ActionEncoding =
        switch meaning {
        case .choice: .constantPlane
        case .boardPoint: .boardPoint
        case .boardPointOrPass: .boardPointOrPass
        case .boardColumn: .boardColumn
        case .chessMove: .chessMove
        case .shogiMove: .shogiMove
        }
      return MuZeroNetworkConfiguration(
        .residual(
          planes: planes, height: height, width: width, channels: network.channels, blocks: network.blocks,
          headPlanes: network.headPlanes, headHidden: network.headHidden,
          downsampling: network.downsampling), actions: actions, actionEncoding: encoding,
        bins: network.bins, activation: network.activation, observationFactor: isImage ? 1 / 255 : nil)
    }
  }

  /// Whether the networks see only the newest observation of a state.
  package var seesNewestObservationAlone: Bool { replay.stackedObservations == 1 && !replay.actionPlanes }

  package func targetConfiguration(players: Int) -> TargetConfiguration {
    TargetConfiguration(
      unrollSteps: learner.unrollSteps, bootstrapSteps: usedBootstrapSteps,
      shorteningSteps: reanalyzes ? reanalyze.shorteningSteps : nil, discount: search.discount,
      players: players, pastEnd: replay.pastEnd, stackedObservations: replay.stackedObservations,
      actionPlanes: replay.actionPlanes, learnsRewards: network.bins > 1)
  }

  /// The configuration of the replay. With symmetries, which take time to find, it is for a replay that
  /// batches are drawn from.
  package func replayConfiguration(
    _ specification: EnvironmentSpecification, withSymmetries: Bool = false
  ) -> ReplayConfiguration {
    ReplayConfiguration(
      specification: specification, targets: targetConfiguration(players: specification.players),
      maximumSteps: replay.maximumSteps,
      maximumBytes: replay.maximumBytes, priorityExponent: replay.priorityExponent,
      weightExponent: replay.weightExponent,
      symmetries: withSymmetries && replay.symmetries ? BoardSymmetry.all(of: specification) : [])
  }

  package var optimization: TrainingStep.Optimization {
    let decay = Float(learner.weightDecay)
    let rule: Optimizer.Rule =
      switch learner.optimizer {
      case .sgd: .descent(momentum: Float(learner.momentum), weightDecay: decay)
      case .adam:
        .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: decay, decoupled: false)
      }
    return TrainingStep.Optimization(rule, maximumNorm: learner.maximumNorm.map(Float.init))
  }

  package var learningRate: LearningRateSchedule {
    LearningRateSchedule(
      initial: learner.learningRate, factor: learner.decayFactor, steps: learner.decaySteps,
      warmUpSteps: learner.warmUpSteps)
  }

  /// The request to search a tree. `taken` holds the actions since its last search.
  package func request(
    players: Int, actions: Int, legal: [Int]?, explores: Bool, simulations: Int? = nil, key: RandomKey,
    taken: [Int]? = nil
  ) -> TreeRequest {
    TreeRequest(
      simulations: simulations ?? search.simulations, actions: actions, legalActions: legal,
      discount: search.discount, players: players,
      exploration: Exploration(initial: search.explorationInitial, base: search.explorationBase),
      unvisitedValue: search.unvisitedValue,
      gumbel: search.root == .gumbel
        ? GumbelSearch(
          consideredActions: search.consideredActions, valueScale: search.valueScale,
          visitOffset: search.visitOffset, noise: explores ? .drawn : .none) : nil,
      noise: search.root == .pUCT && explores && search.noiseShare > 0
        ? RootNoise(share: search.noiseShare, alpha: search.noiseAlpha) : nil, key: key,
      taken: search.reuseSubtree ? taken : nil)
  }

  /// The temperature at a `progress` of the run from 0 to 1.
  package func temperature(progress: Double) -> Double {
    let index = selfPlay.temperatureShares.prefix { $0 <= progress }.count
    return selfPlay.temperatures[index]
  }
}
