import Common
import Operations

/// All settings of a run of PlaNet except its seed, in groups, as presets and configuration files give them.
/// Except for the task, the defaults are the paper's (Hafner et al. 2019, section 5 and appendix A).
package struct PlaNetSettings: Sendable, Equatable, Codable {
  package var agent = Agent.planet
  package var model = Model.recurrentStateSpace
  package var environment = EnvironmentSettings()
  package var network = NetworkSettings()
  package var planner = PlannerSettings()
  package var collection = CollectionSettings()
  package var replay = ReplaySettings()
  package var learner = LearnerSettings()
  package var training = TrainingSettings()
  package var evaluation = EvaluationSettings()
  package var telemetry = TelemetrySettings()

  /// The default settings.
  package init() {}

  /// The agent that a file is for.
  package enum Agent: String, Sendable, Codable, CaseIterable {
    case planet
  }

  /// The model designs that the paper compares (figure 4).
  package enum Model: String, Sendable, Codable, CaseIterable {
    case recurrentStateSpace = "rssm"
    case stateSpace = "ssm"
    case deterministic

    package var variant: PlaNetConfiguration.Variant {
      switch self {
      case .recurrentStateSpace: .recurrentStateSpace
      case .stateSpace: .stateSpace
      case .deterministic: .deterministic
      }
    }
  }

  /// The task.
  package struct EnvironmentSettings: Sendable, Equatable, Codable {
    package var name = "cartpole-swingup"
    /// The height and width of observed images, in pixels; null to observe the task's own numbers.
    package var image: Int? = 64
    /// The number of channels of images: 1 for gray, 3 for color.
    package var channels = 3
    /// R, the number of environment steps for which each action is repeated.
    package var actionRepeat = 8
    /// The arguments that an environment in Python is made with, and the module that is imported first.
    package var make: OpenSettings?
    package var module: String?
    /// The number of processes that step environments in Python; null for the number of cores.
    package var workers: Int?
    /// The longest time that a step of such an environment may take, in seconds.
    package var stepSeconds = 60.0
  }

  /// The sizes of the networks; see `PlaNetConfiguration`.
  package struct NetworkSettings: Sendable, Equatable, Codable {
    package var activation = Activation.relu
    package var depth = 32
    package var beliefSize = 200
    package var stateSize = 30
    package var hiddenSize = 200
    package var minimumDeviation = 0.1
  }

  /// The settings of the planner.
  package struct PlannerSettings: Sendable, Equatable, Codable {
    package enum Method: String, Sendable, Codable, CaseIterable {
      /// The cross-entropy method.
      case crossEntropy = "cem"
      /// Random shooting: the best plan of a single population.
      case randomShooting = "random-shooting"
    }

    package var method = Method.crossEntropy
    package var horizon = 12
    package var iterations = 10
    package var candidates = 1000
    package var top = 100
    package var spread = PlanningPopulation.Spread.standardDeviation
  }

  /// The settings of data collection.
  package struct CollectionSettings: Sendable, Equatable, Codable {
    package enum Policy: String, Sendable, Codable, CaseIterable {
      case planner, random
    }

    /// The policy that acts after the seed episodes.
    package var policy = Policy.planner
    /// S, the number of episodes of random actions before the first update.
    package var seedEpisodes = 5
    /// The number of episodes that are played in step between updates.
    package var environments = 1
    /// The standard deviation of the noise that is added to planned actions, which lie between −1 and 1.
    package var noise = 0.3
  }

  /// The settings of the replay.
  package struct ReplaySettings: Sendable, Equatable, Codable {
    /// The largest number of actions; a repeated action counts once.
    package var maximumSteps = 1_000_000
    package var maximumBytes: Int?
  }

  /// The settings of the learner.
  package struct LearnerSettings: Sendable, Equatable, Codable {
    /// B, the number of chunks of an update.
    package var batch = 50
    /// The number of chunks of a batch that are computed at once.
    package var microBatch = MicroBatch.automatic
    /// The precision of the products of training steps. Planning uses float32.
    package var precision = Precision.float32
    /// L, the number of steps of a chunk.
    package var chunkLength = 50
    /// C, the number of updates between collections.
    package var updates = 100
    package var learningRate = 1e-3
    /// Adam's ε.
    package var epsilon = 1e-4
    /// The norm that larger gradients are scaled down to; null for no bound.
    package var maximumNorm: Double? = 1000
    /// The number of bits of a pixel's channel that the model sees.
    package var bits = 5
    package var freeNats = 3.0
    package var observationScale = 1.0
    package var rewardScale = 10.0
    package var divergenceScale = 1.0
    /// The largest distance of latent overshooting; 1 for none.
    package var overshootingDistance = 1
    package var overshootingScale = 1.0
  }

  /// The length of a run.
  package struct TrainingSettings: Sendable, Equatable, Codable {
    /// The numbers of environment steps (a repeated action counts for each repetition) and of updates; a run
    /// ends when either is reached. Null for no bound.
    package var environmentSteps: Int? = 1_000_000
    package var updates: Int?
    /// The time between two checkpoints, in seconds.
    package var checkpointSeconds = 60.0
  }

  /// The settings of evaluations: episodes without exploration noise, by the newest parameters.
  package struct EvaluationSettings: Sendable, Equatable, Codable {
    package var episodes = 5
    /// The number of environment steps between two evaluations during a run; null to evaluate only at its
    /// end.
    package var interval: Int?
  }

  /// The settings of what a run writes beside its metrics.
  package struct TelemetrySettings: Sendable, Equatable, Codable {
    /// Whether an event file for TensorBoard is written during training.
    package var tensorboard = false
  }
}
