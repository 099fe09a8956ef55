import Common
import Environments

extension MuZeroSettings {
  package var rangeFaults: [String?] {
    environmentFaults + networkFaults + searchFaults + replayFaults + learnerFaults + trainingFaults
  }

  private var environmentFaults: [String?] {
    [
      SettingRange.fault("environment.size", environment.size, 1...1000),
      SettingRange.fault("environment.komi", environment.komi, -1000...1000),
      SettingRange.fault("environment.history", environment.history, 1...1000),
      SettingRange.fault("environment.moveLimit", environment.moveLimit, 1...1_000_000),
      SettingRange.fault("environment.actionRepeat", environment.actionRepeat, 1...10_000),
      SettingRange.fault(
        "environment.episodeSteps", environment.episodeSteps, 1...SettingRange.counts.upperBound),
      SettingRange.fault("environment.workers", environment.workers, 1...1024),
      SettingRange.fault("environment.stepSeconds", environment.stepSeconds, 0.001...1e6),
    ] + environment.atari.faults
  }

  private var networkFaults: [String?] {
    [
      SettingRange.fault("network.hidden", all: network.hidden, 1...65_536),
      SettingRange.fault("network.encoding", network.encoding, 1...65_536),
      SettingRange.fault("network.channels", network.channels, 1...4096),
      SettingRange.fault("network.blocks", network.blocks, 0...1024),
      SettingRange.fault("network.headPlanes", network.headPlanes, 1...4096),
      SettingRange.fault("network.headHidden", all: network.headHidden, 1...65_536),
      SettingRange.fault("network.bins", network.bins, 1...100_001),
    ]
  }

  private var searchFaults: [String?] {
    [
      SettingRange.fault("search.simulations", search.simulations, 1...1_000_000),
      SettingRange.fault("search.discount", search.discount, 1e-30...1),
      SettingRange.fault("search.explorationInitial", search.explorationInitial, 0...1e6),
      SettingRange.fault("search.explorationBase", search.explorationBase, 1...1e12),
      SettingRange.fault("search.noiseShare", search.noiseShare, 0...1),
      SettingRange.fault("search.noiseAlpha", search.noiseAlpha, 1e-6...1e6),
      SettingRange.fault("search.consideredActions", search.consideredActions, 1...1_000_000),
      SettingRange.fault("search.valueScale", search.valueScale, 0...1e6),
      SettingRange.fault("search.visitOffset", search.visitOffset, 0...1e9),
      SettingRange.fault("selfPlay.environments", selfPlay.environments, 0...65_536),
      SettingRange.fault("selfPlay.movesPerTick", selfPlay.movesPerTick, 1...1_000_000),
      SettingRange.fault("selfPlay.environmentGroups", selfPlay.environmentGroups, 1...2),
      SettingRange.fault("selfPlay.temperatures", all: selfPlay.temperatures, 0...1e6),
      SettingRange.fault("selfPlay.temperatureShares", all: selfPlay.temperatureShares, 0...1),
      SettingRange.fault("selfPlay.exploringMoves", selfPlay.exploringMoves, SettingRange.counts),
    ]
  }

  private var replayFaults: [String?] {
    [
      SettingRange.fault("replay.maximumSteps", replay.maximumSteps, 1...1_000_000_000_000),
      SettingRange.fault("replay.maximumBytes", replay.maximumBytes, 1...SettingRange.counts.upperBound),
      SettingRange.fault("replay.sequenceLength", replay.sequenceLength, 1...1_000_000),
      SettingRange.fault("replay.priorityExponent", replay.priorityExponent, 0...10),
      SettingRange.fault("replay.weightExponent", replay.weightExponent, 0...10),
      SettingRange.fault("replay.stackedObservations", replay.stackedObservations, 1...256),
    ]
  }

  private var learnerFaults: [String?] {
    [
      SettingRange.fault("learner.batch", learner.batch, 1...1_000_000)
        ?? learner.microBatch.fault(batch: learner.batch),
      SettingRange.fault("learner.unrollSteps", learner.unrollSteps, 1...1000),
      SettingRange.fault("learner.bootstrapSteps", learner.bootstrapSteps, 1...1_000_000),
      SettingRange.fault("learner.valueWeight", learner.valueWeight, SettingRange.factors),
      SettingRange.fault("learner.momentum", learner.momentum, 0...1),
      SettingRange.fault("learner.learningRate", learner.learningRate, SettingRange.factors),
      SettingRange.fault("learner.decayFactor", learner.decayFactor, SettingRange.factors),
      SettingRange.fault("learner.decaySteps", learner.decaySteps, 1...SettingRange.counts.upperBound),
      SettingRange.fault("learner.warmUpSteps", learner.warmUpSteps, SettingRange.counts),
      SettingRange.fault("learner.weightDecay", learner.weightDecay, SettingRange.factorsFromZero),
      SettingRange.fault("learner.maximumNorm", learner.maximumNorm, SettingRange.factors),
      SettingRange.fault("learner.samplesPerState", learner.samplesPerState, 1e-30...1e6),
      SettingRange.fault("learner.firstSteps", learner.firstSteps, 1...SettingRange.counts.upperBound),
      SettingRange.fault("reanalyze.policyShare", reanalyze.policyShare, 0...1),
      SettingRange.fault("reanalyze.bootstrapSteps", reanalyze.bootstrapSteps, 1...1_000_000),
      SettingRange.fault(
        "reanalyze.shorteningSteps", reanalyze.shorteningSteps, 1...SettingRange.counts.upperBound),
      SettingRange.fault("reanalyze.valueWeight", reanalyze.valueWeight, SettingRange.factors),
      SettingRange.fault("reanalyze.samplesPerState", reanalyze.samplesPerState, 1e-30...1e6),
      SettingRange.fault(
        "reanalyze.targetInterval", reanalyze.targetInterval, 1...SettingRange.counts.upperBound),
    ]
  }

  private var trainingFaults: [String?] {
    let (counts, fromOne) = (SettingRange.counts, 1...SettingRange.counts.upperBound)
    return [
      SettingRange.fault("training.environmentSteps", training.environmentSteps, fromOne),
      SettingRange.fault("training.updates", training.updates, fromOne),
      SettingRange.fault("training.updatesPerTick", training.updatesPerTick, 1...1_000_000),
      SettingRange.fault("training.checkpointSeconds", training.checkpointSeconds, 0...1e9),
      SettingRange.fault("training.keptCheckpoints", training.keptCheckpoints, 1...100_000),
      SettingRange.fault("evaluation.episodes", evaluation.episodes, 0...1_000_000),
      SettingRange.fault("evaluation.interval", evaluation.interval, 1...counts.upperBound),
      SettingRange.fault("evaluation.simulations", evaluation.simulations, 1...1_000_000),
    ]
  }

  package func memoryNeeds(_ specification: EnvironmentSpecification) -> [MemoryNeed] {
    let network = networkConfiguration(specification)
    let (actions, state) = (Double(network.actions), Double(network.state.count))
    let float = 4.0
    let trees = Double(max(1, selfPlay.environments))
    // A node has three numbers for each action, and its state.
    let node = float * (8 + 3 * actions + state)
    let row =
      Double(replayConfiguration(specification).stacking.size)
      + Double(learner.unrollSteps) * float * (actions + state)
    let widths = [Double(self.network.encoding)] + self.network.hidden.map(Double.init)
    let weights =
      self.network.body == .perceptron ? zip(widths, widths.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } : 0
    return [
      MemoryNeed(
        "search.simulations and selfPlay.environments, for search trees",
        bytes: trees * Double(search.simulations + 1) * node),
      MemoryNeed("learner.batch and learner.unrollSteps, for a batch", bytes: Double(learner.batch) * row),
      // Counts the dynamics and the representation alone: parameters, gradients, and Adam's moments.
      MemoryNeed("network.hidden, for parameters", bytes: 2 * 4 * float * weights),
    ]
  }
}
