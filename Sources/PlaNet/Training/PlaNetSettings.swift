import Common
import Operations

/// All that a run of PlaNet depends on beside its seed: what a preset or a file says, group by group. The defaults are
/// the paper's (Hafner et al. 2019, section 5 and appendix A), but for the task.
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

  /// The defaults.
  package init() {}

  /// Which agent a file is for.
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
    /// Pixels on a side of the pictures that are observed; null for the task's own numbers.
    package var image: Int? = 64
    /// Of pictures: 1 for grey, 3 for colour.
    package var channels = 3
    /// R: how often each action is taken.
    package var actionRepeat = 8
    /// Of environments in Python: what they are made with, and a module that is imported first.
    package var make: OpenSettings?
    package var module: String?
    /// Processes that step them; null for as many as there are cores.
    package var workers: Int?
    /// Seconds that a step of them may take.
    package var stepSeconds = 60.0
  }

  /// The networks' sizes; see `PlaNetConfiguration`.
  package struct NetworkSettings: Sendable, Equatable, Codable {
    package var activation = Activation.relu
    package var depth = 32
    package var beliefSize = 200
    package var stateSize = 30
    package var hiddenSize = 200
    package var minimumDeviation = 0.1
  }

  /// How actions are planned.
  package struct PlannerSettings: Sendable, Equatable, Codable {
    package enum Method: String, Sendable, Codable, CaseIterable {
      /// The cross-entropy method.
      case crossEntropy = "cem"
      /// One population, whose best plan is taken.
      case randomShooting = "random-shooting"
    }

    package var method = Method.crossEntropy
    package var horizon = 12
    package var iterations = 10
    package var candidates = 1000
    package var top = 100
    package var spread = PlanningPopulation.Spread.standardDeviation
  }

  /// How experience is gathered.
  package struct CollectionSettings: Sendable, Equatable, Codable {
    package enum Policy: String, Sendable, Codable, CaseIterable {
      case planner, random
    }

    /// Whose actions are taken after the seed episodes.
    package var policy = Policy.planner
    /// S: episodes of random actions before the first update.
    package var seedEpisodes = 5
    /// Episodes that are played in step between updates.
    package var environments = 1
    /// The standard deviation of the noise that is added to planned actions, whose numbers are from −1 to 1.
    package var noise = 0.3
  }

  /// What is kept.
  package struct ReplaySettings: Sendable, Equatable, Codable {
    /// Actions; an action that is repeated counts once.
    package var maximumSteps = 1_000_000
    package var maximumBytes: Int?
  }

  /// What is learned, and how.
  package struct LearnerSettings: Sendable, Equatable, Codable {
    /// B: chunks of an update.
    package var batch = 50
    /// How many chunks of a batch are computed at once.
    package var microBatch = MicroBatch.automatic
    /// Of the products of training steps; planning has float32's.
    package var precision = Precision.float32
    /// L: rows of a chunk.
    package var chunkLength = 50
    /// C: updates between collections.
    package var updates = 100
    package var learningRate = 1e-3
    /// Adam's ε.
    package var epsilon = 1e-4
    /// Gradients are scaled down to this norm; null for no bound.
    package var maximumNorm: Double? = 1000
    /// Bits of a pixel's channel that the model sees.
    package var bits = 5
    package var freeNats = 3.0
    package var observationScale = 1.0
    package var rewardScale = 10.0
    package var divergenceScale = 1.0
    /// The largest distance of latent overshooting; 1 for none.
    package var overshootingDistance = 1
    package var overshootingScale = 1.0
  }

  /// How long a run goes on.
  package struct TrainingSettings: Sendable, Equatable, Codable {
    /// Steps of the environments, repeated actions counted, and updates: a run ends where either is reached; null for no
    /// bound.
    package var environmentSteps: Int? = 1_000_000
    package var updates: Int?
    /// Between two checkpoints.
    package var checkpointSeconds = 60.0
  }

  /// Episodes without exploration noise, by the newest parameters.
  package struct EvaluationSettings: Sendable, Equatable, Codable {
    package var episodes = 5
    /// Steps of the environments between two evaluations during a run; null for one at its end.
    package var interval: Int?
  }

  /// What a run tells others beside its record.
  package struct TelemetrySettings: Sendable, Equatable, Codable {
    /// Whether a file for TensorBoard is written while the run trains.
    package var tensorboard = false
  }
}
