import Common
import Operations
import Runs

/// All settings of a run of PlaNet except its seed, in groups, as presets and configuration files give them.
/// Except for the task, the defaults are the paper's (Hafner et al. 2019, section 5 and appendix A).
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

  /// The default settings.
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
    /// The height and width of observed images, in pixels; null to observe the task's own numbers.
    public var image: Int? = 64
    /// The number of channels of images: 1 for gray, 3 for color.
    public var channels = 3
    /// R, the number of environment steps for which each action is repeated.
    public var actionRepeat = 8
    /// The most actions of an episode, each with its repetitions, after which it is truncated; null for the task's own limit
    /// alone, and for 10,000 in environments in Python that state none.
    public var episodeSteps: Int?
    /// The arguments that an environment in Python is made with, and the module that is imported first.
    package var make: OpenSettings?
    package var module: String?
    /// The number of processes that step environments in Python; null for the number of cores.
    package var workers: Int?
    /// The longest time that a step of such an environment may take, in seconds.
    package var stepSeconds = 60.0
  }

  /// The sizes of the networks; see `PlaNetConfiguration`.
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

  /// The settings of the planner.
  public struct PlannerSettings: Sendable, Equatable, Codable {
    /// How plans are found.
    public enum Method: String, Sendable, Codable, CaseIterable {
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

  /// The settings of data collection.
  public struct CollectionSettings: Sendable, Equatable, Codable {
    /// Who chooses actions.
    public enum Policy: String, Sendable, Codable, CaseIterable {
      case planner, random
    }

    /// The policy that acts after the seed episodes.
    public var policy = Policy.planner
    /// S, the number of episodes of random actions before the first update.
    public var seedEpisodes = 5
    /// The number of episodes that are played in step between updates.
    public var environments = 1
    /// The standard deviation of the noise that is added to planned actions, which lie between −1 and 1.
    public var noise = 0.3
  }

  /// The settings of the replay.
  public struct ReplaySettings: Sendable, Equatable, Codable {
    /// The largest number of actions; a repeated action counts once.
    public var maximumSteps = 1_000_000
    /// Memory that episodes may take; null for any.
    public var maximumBytes: Int?
  }

  /// The settings of the learner.
  public struct LearnerSettings: Sendable, Equatable, Codable {
    /// B, the number of chunks of an update.
    public var batch = 50
    /// The number of chunks of a batch that are computed at once.
    package var microBatch = MicroBatch.automatic
    /// The precision of the products of training steps. Planning uses float32.
    package var precision = Precision.float32
    /// L, the number of steps of a chunk.
    public var chunkLength = 50
    /// C, the number of updates between collections.
    public var updates = 100
    /// Adam's.
    public var learningRate = 1e-3
    /// Adam's ε.
    public var epsilon = 1e-4
    /// The norm that larger gradients are scaled down to; null for no bound.
    public var maximumNorm: Double? = 1000
    /// The number of bits of a pixel's channel that the model sees.
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

  /// The length of a run.
  public struct TrainingSettings: Sendable, Equatable, Codable {
    /// The numbers of environment steps (a repeated action counts for each repetition) and of updates; a run
    /// ends when either is reached. Null for no bound.
    public var environmentSteps: Int? = 1_000_000
    /// Null for no bound.
    public var updates: Int?
    /// The time between two checkpoints, in seconds.
    public var checkpointSeconds = 60.0
  }

  /// The settings of evaluations: episodes without exploration noise, by the newest parameters.
  public struct EvaluationSettings: Sendable, Equatable, Codable {
    /// 0 for no evaluation.
    public var episodes = 5
    /// The number of environment steps between two evaluations during a run; null to evaluate only at its
    /// end.
    public var interval: Int?
  }
}
