import Common
import Environments

extension PlaNetSettings {
  package var rangeFaults: [String?] { modelFaults + collectionFaults + learnerFaults + trainingFaults }

  private var modelFaults: [String?] {
    [
      SettingRange.fault("environment.image", environment.image, 1...1024),
      SettingRange.fault("environment.channels", environment.channels, 1...3),
      SettingRange.fault("environment.actionRepeat", environment.actionRepeat, 1...10_000),
      SettingRange.fault(
        "environment.episodeSteps", environment.episodeSteps, 1...SettingRange.counts.upperBound),
      SettingRange.fault("environment.workers", environment.workers, 1...1024),
      SettingRange.fault("environment.stepSeconds", environment.stepSeconds, 0.001...1e6),
      SettingRange.fault("network.depth", network.depth, 1...4096),
      SettingRange.fault("network.beliefSize", network.beliefSize, 1...65_536),
      SettingRange.fault("network.stateSize", network.stateSize, 1...65_536),
      SettingRange.fault("network.hiddenSize", network.hiddenSize, 1...65_536),
      SettingRange.fault("network.minimumDeviation", network.minimumDeviation, SettingRange.factorsFromZero),
      SettingRange.fault("planner.horizon", planner.horizon, 1...1000),
      SettingRange.fault("planner.iterations", planner.iterations, 1...1000),
      SettingRange.fault("planner.candidates", planner.candidates, 1...10_000_000),
      SettingRange.fault("planner.top", planner.top, 1...10_000_000),
    ]
  }

  private var collectionFaults: [String?] {
    [
      SettingRange.fault("collection.seedEpisodes", collection.seedEpisodes, 1...100_000),
      SettingRange.fault("collection.environments", collection.environments, 1...100_000),
      SettingRange.fault("collection.noise", collection.noise, SettingRange.factorsFromZero),
      SettingRange.fault("replay.maximumSteps", replay.maximumSteps, 1...SettingRange.counts.upperBound),
      SettingRange.fault("replay.maximumBytes", replay.maximumBytes, 1...SettingRange.counts.upperBound),
    ]
  }

  private var learnerFaults: [String?] {
    [
      SettingRange.fault("learner.batch", learner.batch, 1...1_000_000)
        ?? learner.microBatch.fault(batch: learner.batch),
      SettingRange.fault("learner.chunkLength", learner.chunkLength, 2...10_000),
      SettingRange.fault("learner.updates", learner.updates, 1...SettingRange.counts.upperBound),
      SettingRange.fault("learner.learningRate", learner.learningRate, SettingRange.factors),
      SettingRange.fault("learner.epsilon", learner.epsilon, SettingRange.factors),
      SettingRange.fault("learner.maximumNorm", learner.maximumNorm, SettingRange.factors),
      SettingRange.fault("learner.bits", learner.bits, 1...8),
      SettingRange.fault("learner.freeNats", learner.freeNats, SettingRange.factorsFromZero),
      SettingRange.fault("learner.observationScale", learner.observationScale, SettingRange.factorsFromZero),
      SettingRange.fault("learner.rewardScale", learner.rewardScale, SettingRange.factorsFromZero),
      SettingRange.fault("learner.divergenceScale", learner.divergenceScale, SettingRange.factorsFromZero),
      SettingRange.fault("learner.overshootingDistance", learner.overshootingDistance, 1...1000),
      SettingRange.fault(
        "learner.overshootingScale", learner.overshootingScale, SettingRange.factorsFromZero),
    ]
  }

  private var trainingFaults: [String?] {
    let fromOne = 1...SettingRange.counts.upperBound
    return [
      SettingRange.fault("training.environmentSteps", training.environmentSteps, fromOne),
      SettingRange.fault("training.updates", training.updates, fromOne),
      SettingRange.fault("training.checkpointSeconds", training.checkpointSeconds, 0...1e9),
      SettingRange.fault("evaluation.episodes", evaluation.episodes, 0...1_000_000),
      SettingRange.fault("evaluation.interval", evaluation.interval, fromOne),
    ]
  }

  package func memoryNeeds(_ specification: EnvironmentSpecification) -> [MemoryNeed] {
    let shape = specification.observations.shape.reduce(1, *)
    let observation = Double(shape) * (specification.observations.element == .uint8 ? 1 : 4)
    let float = 4.0
    let features = Double(network.beliefSize + network.stateSize)
    let hidden = Double(network.hiddenSize)
    let plan = float * (features + Double(planner.horizon))
    let rows = Double(learner.batch) * Double(learner.chunkLength)
    let weights = Double(network.beliefSize) * Double(network.beliefSize) * 6 + features * hidden
    return [
      MemoryNeed(
        "planner.candidates and collection.environments, for plans",
        bytes: Double(collection.environments) * Double(planner.candidates) * plan),
      MemoryNeed(
        "learner.batch and learner.chunkLength, for a batch", bytes: rows * (observation + float * features)),
      MemoryNeed(
        "collection.seedEpisodes, evaluation.episodes and environment.episodeSteps, for episodes",
        bytes: Double(max(collection.seedEpisodes, evaluation.episodes))
          * Double(specification.longestEpisode ?? 1) * observation),
      // Counts parameters, gradients, and Adam's moments.
      MemoryNeed("network.beliefSize and network.hiddenSize, for parameters", bytes: 4 * float * weights),
    ]
  }
}
