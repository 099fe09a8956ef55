import Common
import Operations

/// All that a run of PlaNet depends on beside its seed: what a preset or a file says, group by group. The defaults are
/// the paper's (Hafner et al. 2019, section 5 and appendix A), but for the task.
public struct PlaNetSettings: Sendable, Equatable, Codable {
  package var agent = Agent.planet
  /// The model's design.
  public var model = Model.recurrentStateSpace
  /// The task.
  public var environment = EnvironmentSettings()
  /// The networks' sizes.
  public var network = NetworkSettings()
  /// How actions are planned.
  public var planner = PlannerSettings()
  /// How experience is gathered.
  public var collection = CollectionSettings()
  /// What is kept.
  public var replay = ReplaySettings()
  /// What is learned, and how.
  public var learner = LearnerSettings()
  /// How long a run goes on.
  public var training = TrainingSettings()
  /// How agents are measured.
  public var evaluation = EvaluationSettings()
  /// What a run tells others.
  public var telemetry = TelemetrySettings()

  /// The defaults.
  public init() {}

  /// The agent that a file is for.
  package enum Agent: String, Sendable, Codable, CaseIterable {
    case planet
  }

  /// The model designs that the paper compares (figure 4).
  public enum Model: String, Sendable, Codable, CaseIterable {
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
  public struct EnvironmentSettings: Sendable, Equatable, Codable {
    /// As `foresight presets` and programs name it: `pendulum`, or one that was registered.
    public var name = "cartpole-swingup"
    /// Pixels on a side of the pictures that are observed; null for the task's own numbers.
    public var image: Int? = 64
    /// Of pictures: 1 for grey, 3 for colour.
    public var channels = 3
    /// R: how often each action is taken.
    public var actionRepeat = 8
    /// Of environments in Python: what they are made with, and a module that is imported first.
    package var make: OpenSettings?
    package var module: String?
    /// The number of processes that step environments in Python; null for the number of cores.
    package var workers: Int?
    /// The longest time that a step of such an environment may take, in seconds.
    package var stepSeconds = 60.0
  }

  /// The networks' sizes; see `PlaNetConfiguration`.
  public struct NetworkSettings: Sendable, Equatable, Codable {
    /// Between linear layers; encoders and decoders of images have ReLU.
    public var activation = Activation.relu
    /// Channels of the first convolution.
    public var depth = 32
    /// The deterministic part of states.
    public var beliefSize = 200
    /// The stochastic part of states.
    public var stateSize = 30
    /// Of the layers between.
    public var hiddenSize = 200
    /// The least standard deviation of a state's distribution.
    public var minimumDeviation = 0.1
  }

  /// How actions are planned.
  public struct PlannerSettings: Sendable, Equatable, Codable {
    /// How plans are found.
    public enum Method: String, Sendable, Codable, CaseIterable {
      /// The cross-entropy method.
      case crossEntropy = "cem"
      /// Random shooting: the best plan of a single population.
      case randomShooting = "random-shooting"
    }

    /// How plans are found.
    public var method = Method.crossEntropy
    /// H: actions of a plan.
    public var horizon = 12
    /// I: populations of a plan.
    public var iterations = 10
    /// J: plans of a population.
    public var candidates = 1000
    /// K: plans that the next population is fitted to.
    public var top = 100
    package var spread = PlanningPopulation.Spread.standardDeviation
  }

  /// How experience is gathered.
  public struct CollectionSettings: Sendable, Equatable, Codable {
    /// Who chooses actions.
    public enum Policy: String, Sendable, Codable, CaseIterable {
      case planner, random
    }

    /// Whose actions are taken after the seed episodes.
    public var policy = Policy.planner
    /// S: episodes of random actions before the first update.
    public var seedEpisodes = 5
    /// Episodes that are played in step between updates.
    public var environments = 1
    /// The standard deviation of the noise that is added to planned actions, whose numbers are from −1 to 1.
    public var noise = 0.3
  }

  /// What is kept.
  public struct ReplaySettings: Sendable, Equatable, Codable {
    /// Actions; an action that is repeated counts once.
    public var maximumSteps = 1_000_000
    /// Memory that episodes may take; null for any.
    public var maximumBytes: Int?
  }

  /// What is learned, and how.
  public struct LearnerSettings: Sendable, Equatable, Codable {
    /// B: chunks of an update.
    public var batch = 50
    /// How many chunks of a batch are computed at once.
    package var microBatch = MicroBatch.automatic
    /// The precision of the products of training steps. Planning uses float32.
    package var precision = Precision.float32
    /// L: rows of a chunk.
    public var chunkLength = 50
    /// C: updates between collections.
    public var updates = 100
    /// Adam's.
    public var learningRate = 1e-3
    /// Adam's ε.
    public var epsilon = 1e-4
    /// Gradients are scaled down to this norm; null for no bound.
    public var maximumNorm: Double? = 1000
    /// Bits of a pixel's channel that the model sees.
    public var bits = 5
    /// Divergences of a step below this many nats are not reduced.
    public var freeNats = 3.0
    /// Of the observations' loss.
    public var observationScale = 1.0
    /// Of the rewards' loss.
    public var rewardScale = 10.0
    /// Of the divergence of one step.
    public var divergenceScale = 1.0
    /// The largest distance of latent overshooting; 1 for none.
    public var overshootingDistance = 1
    /// Of the divergences of more steps than one.
    public var overshootingScale = 1.0
  }

  /// How long a run goes on.
  public struct TrainingSettings: Sendable, Equatable, Codable {
    /// Steps of the environments, repeated actions counted, and updates: a run ends where either is reached; null for no
    /// bound.
    public var environmentSteps: Int? = 1_000_000
    /// Null for no bound.
    public var updates: Int?
    /// Between two checkpoints.
    public var checkpointSeconds = 60.0
  }

  /// Episodes without exploration noise, by the newest parameters.
  public struct EvaluationSettings: Sendable, Equatable, Codable {
    /// 0 for no evaluation.
    public var episodes = 5
    /// Steps of the environments between two evaluations during a run; null for one at its end.
    public var interval: Int?
  }

  /// What a run tells others beside its record.
  public struct TelemetrySettings: Sendable, Equatable, Codable {
    /// Whether a file for TensorBoard is written while the run trains.
    public var tensorboard = false
  }
}
