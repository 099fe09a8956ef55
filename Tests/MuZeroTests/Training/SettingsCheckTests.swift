import Environments
import MuZero
import Settings
import Testing

/// Settings that cannot be used are named, before anything is made of them.
@Suite struct SettingsCheckTests {
  /// What is said of a change.
  private static let faults: [(String, @Sendable (inout MuZeroSettings) -> Void)] = [
    ("search.simulations is 0", { $0.search.simulations = 0 }),
    ("search.discount is 1.5", { $0.search.discount = 1.5 }),
    ("search.discount is 0.0", { $0.search.discount = 0 }),
    ("search.noiseAlpha is nan", { $0.search.noiseAlpha = .nan }),
    ("search.explorationInitial is -1.0", { $0.search.explorationInitial = -1 }),
    ("search.consideredActions is 0", { $0.search.consideredActions = 0 }),
    (
      "search.reuseSubtree is true, but the halving of search.root gumbel",
      { ($0.search.root, $0.search.reuseSubtree) = (.gumbel, true) }
    ),
    (
      "search.reuseSubtree is true, but two groups",
      { ($0.selfPlay.environmentGroups, $0.search.reuseSubtree) = (2, true) }
    ),
    ("selfPlay.environmentGroups is 3", { $0.selfPlay.environmentGroups = 3 }),
    ("selfPlay.environments is -1", { $0.selfPlay.environments = -1 }),
    ("selfPlay.environments is 0, but without reanalyze.dataset", { $0.selfPlay.environments = 0 }),
    ("selfPlay.temperatures has 1 numbers", { $0.selfPlay.temperatures = [1] }),
    ("selfPlay.temperatures has -1.0", { $0.selfPlay.temperatures = [1, -1, 0] }),
    ("selfPlay.temperatures has inf", { $0.selfPlay.temperatures = [1, .infinity, 0] }),
    ("selfPlay.exploringMoves is -1", { $0.selfPlay.exploringMoves = -1 }),
    ("replay.priorityExponent is -1.0", { $0.replay.priorityExponent = -1 }),
    ("replay.weightExponent is nan", { $0.replay.weightExponent = .nan }),
    ("replay.maximumBytes is 0", { $0.replay.maximumBytes = 0 }),
    (
      "replay.sequenceLength is 9, but outcomes",
      {
        $0.replay.sequenceLength = 9
        $0.learner.bootstrapSteps = nil
      }
    ),
    ("replay.symmetries is true, but cartpole has none", { $0.replay.symmetries = true }),
    ("learner.batch is 0", { $0.learner.batch = 0 }),
    (
      "no update would be made",
      {
        $0.learner.batch = 200_000
        $0.training.environmentSteps = 10_500
      }
    ),
    ("no update would be made", { $0.training.environmentSteps = 500 }),
    (
      "no update would be made",
      {
        $0.learner.samplesPerState = 1e-30
        ($0.training.environmentSteps, $0.training.updates) = (nil, 5)
      }
    ),
    ("learner.weightDecay is -0.1", { $0.learner.weightDecay = -0.1 }),
    ("learner.learningRate is inf", { $0.learner.learningRate = .infinity }),
    ("reanalyze.shorteningSteps is 0", { $0.reanalyze.shorteningSteps = 0 }),
    ("reanalyze.policyShare is 2.0", { $0.reanalyze.policyShare = 2 }),
    ("training.checkpointSeconds is nan", { $0.training.checkpointSeconds = .nan }),
    ("evaluation.episodes is -1", { $0.evaluation.episodes = -1 }),
    ("a run must have an end", { $0.training.environmentSteps = nil }),
    ("the number of bins is 4, but must be odd", { $0.network.bins = 4 }),
    ("network.bins is 1, which leaves out rewards", { $0.network.bins = 1 }),
    ("network.hidden has 0", { $0.network.hidden = [0] }),
  ]

  @Test func areNamed() throws {
    for (reason, change) in Self.faults {
      var settings = MuZeroSettings()
      let specification = try settings.estimatedSpecification()
      try settings.check(specification)
      change(&settings)
      let error = #expect(throws: SettingsError.self) { try settings.check(specification) }
      #expect(error?.description.contains(reason) == true, "\(error?.description ?? reason)")
    }
  }
}
