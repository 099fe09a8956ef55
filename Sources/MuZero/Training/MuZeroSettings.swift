import Common
import Operations
import Replay
import Search

/// All that a run of MuZero depends on beside its seed: what a preset or a file says, group by group.
public struct MuZeroSettings: Sendable, Equatable, Codable {
  package var agent = Agent.muzero
  /// The task or game.
  public var environment = EnvironmentSettings()
  /// The networks' sizes.
  public var network = NetworkSettings()
  /// Planning.
  public var search = SearchSettings()
  /// How experience is gathered.
  public var selfPlay = SelfPlaySettings()
  /// What is kept, and how it is drawn.
  public var replay = ReplaySettings()
  /// What is learned, and how.
  public var learner = LearnerSettings()
  /// MuZero Reanalyze.
  public var reanalyze = ReanalyzeSettings()
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
    case muzero
  }

  /// The task or game.
  public struct EnvironmentSettings: Sendable, Equatable, Codable {
    /// As `foresight presets` and programs name it: `cartpole`, `go`, or one that was registered.
    public var name = "cartpole"
    /// Points on a side of the board, of games that have several sizes.
    public var size: Int?
    /// What the second player has ahead in Go.
    public var komi: Double?
    /// How many positions of a board are observed, the newest one included.
    public var history: Int?
    /// After how many moves of either player a game of chess or shogi is drawn, and one of Go is scored; null for the
    /// game's own.
    public var moveLimit: Int?
    /// How often each action is taken.
    public var actionRepeat = 1
    /// Of environments in Python: what they are made with, and a module that is imported first.
    package var make: OpenSettings?
    package var module: String?
    /// The number of processes that step environments in Python; null for the number of cores.
    package var workers: Int?
    /// The longest time that a step of such an environment may take, in seconds.
    package var stepSeconds = 60.0
    /// The settings of Atari games.
    package var atari = AtariSettings()
  }

  /// The networks' sizes; those of the other body are passed over.
  public struct NetworkSettings: Sendable, Equatable, Codable {
    /// Perceptrons for vectors, residual networks for images and boards.
    public enum Body: String, Sendable, Codable, CaseIterable {
      case perceptron, residual
    }

    /// Which networks.
    public var body = Body.perceptron
    /// Of a perceptron: the sizes of the layers between.
    public var hidden = [64]
    /// Of a perceptron: the size of a state.
    public var encoding = 32
    /// Of residual networks: the channels of a state.
    public var channels = 64
    /// Residual blocks of the representation and of the dynamics.
    public var blocks = 4
    /// Planes that a head reduces a state to.
    public var headPlanes = 2
    /// The sizes of the linear layers behind them.
    public var headHidden = [64]
    /// Whether large images are brought to a sixteenth of their height and width first.
    public var downsampling = false
    /// Bins of values' and rewards' distributions; 1 for games in the paper's form: scalars, and no rewards.
    public var bins = 41
    /// Of perceptrons, behind each layer but the last.
    public var activation = Activation.elu
  }

  /// Planning.
  public struct SearchSettings: Sendable, Equatable, Codable {
    /// Of a search in training.
    public var simulations = 25
    /// Per step.
    public var discount = 0.997
    /// c₁ and c₂.
    public var explorationInitial = 1.25
    /// c₂.
    public var explorationBase = 19652.0
    /// The Q of an action that has not been tried.
    public var unvisitedValue = UnvisitedValue.worst
    /// The share of noise in the root's priors, and its concentration.
    public var noiseShare = 0.25
    /// The concentration of the noise.
    public var noiseAlpha = 0.25
    /// How actions are chosen in trees: by pUCT, or by Gumbel MuZero's rules, which need few simulations.
    public var root = RootChoice.pUCT
    /// Of Gumbel MuZero: the most actions that are tried at the root, and c_scale and c_visit.
    public var consideredActions = 16
    /// c_scale.
    public var valueScale = 0.1
    /// c_visit.
    public var visitOffset = 50.0
    /// Whether a search goes on with what is left of the episode's last one; its visits are among `simulations`.
    public var reuseSubtree = false
    /// Whether trees are searched on the host or, many simulations in a launch, on the device.
    package var place = SearchPlace.automatic
    /// The precision of the networks' products in searches and in reanalysis.
    package var precision = Precision.float32
  }

  /// How a search chooses what to try.
  public enum RootChoice: String, Sendable, Equatable, Codable, CaseIterable {
    case pUCT = "puct"
    case gumbel
  }

  /// How experience is gathered.
  public struct SelfPlaySettings: Sendable, Equatable, Codable {
    /// Environments in step; 0 for none, where a stored replay is learned from.
    public var environments = 32
    /// Moves of every environment between two times that parameters are taken up.
    public var movesPerTick = 8
    /// The temperatures of actions' choice, one after the other …
    public var temperatures = [1.0, 0.5, 0.25]
    /// … and the shares of the run's updates after which each but the first begins.
    public var temperatureShares = [0.5, 0.75]
    /// In games: after so many moves of a game the most visited action is taken; null for never.
    public var exploringMoves: Int?
  }

  /// What is kept, and how it is drawn.
  public struct ReplaySettings: Sendable, Equatable, Codable {
    /// Steps that are held at most.
    public var maximumSteps = 100_000
    /// Memory that they may take; null for any.
    public var maximumBytes: Int?
    /// Longer episodes are cut into pieces of so many steps; null for none.
    public var sequenceLength: Int?
    /// α and β of prioritized sampling; 0 for uniform.
    public var priorityExponent = 1.0
    /// β.
    public var weightExponent = 1.0
    /// How many observations a network sees at once.
    public var stackedObservations = 1
    /// Whether the actions before are seen, too, as planes a / A.
    public var actionPlanes = false
    /// Of games: whether what is drawn is turned or mirrored at random, as the game's rules allow.
    public var symmetries = false
    /// What steps behind an episode's end teach.
    public var pastEnd = TargetConfiguration.PastEnd.uniform
  }

  /// What is learned, and how.
  public struct LearnerSettings: Sendable, Equatable, Codable {
    /// Stochastic gradient descent with momentum, or Adam.
    public enum Optimizer: String, Sendable, Codable, CaseIterable {
      case sgd, adam
    }

    /// Sequences of an update.
    public var batch = 128
    /// How many sequences of a batch are computed at once.
    package var microBatch = MicroBatch.automatic
    /// The precision of the products of training steps.
    package var precision = Precision.float32
    /// K.
    public var unrollSteps = 5
    /// n; null for an episode's outcome.
    public var bootstrapSteps: Int? = 10
    /// Of the value's loss.
    public var valueWeight = 1.0
    /// How parameters follow gradients.
    public var optimizer = Optimizer.adam
    /// Of stochastic gradient descent.
    public var momentum = 0.9
    /// At the first update.
    public var learningRate = 0.005
    /// What the rate is multiplied with, smoothly, over `decaySteps` updates.
    public var decayFactor = 0.1
    /// Updates after which the rate is `decayFactor` times the first one.
    public var decaySteps = 20_000
    /// Updates over which the rate rises at first.
    public var warmUpSteps = 0
    /// c, which adds c · θ to gradients.
    public var weightDecay = 1e-4
    /// Gradients are scaled down to this norm; null for no bound.
    public var maximumNorm: Double?
    /// How often each state of the environment is drawn for an update, on average.
    public var samplesPerState = 20.0
    /// Steps of the environments before the first update.
    public var firstSteps = 500
  }

  /// MuZero Reanalyze, in force where it is enabled or a dataset is given: these then stand for the learner's of the same
  /// names.
  public struct ReanalyzeSettings: Sendable, Equatable, Codable {
    /// What stands for the rewards behind the n-th.
    public enum BootstrapValues: String, Sendable, Codable, CaseIterable {
      /// The target network's value of the state (Schrittwieser et al. 2020, appendix H).
      case network
      /// The root's value in a search of the state with the newest network.
      case search
    }

    /// Whether a run's own states are searched anew.
    public var enabled = false
    /// The share of updates whose policies are searched anew.
    public var policyShare = 0.8
    /// n; null for an episode's outcome.
    public var bootstrapSteps: Int? = 5
    /// What stands for the rewards behind the n-th.
    public var bootstrapValues = BootstrapValues.network
    /// After so many steps of the environments an old trajectory's n is one less, down to 1; null for never.
    public var shorteningSteps: Int?
    /// Of the value's loss.
    public var valueWeight = 0.25
    /// How often each state is drawn, on average.
    public var samplesPerState = 2.0
    /// Updates after which fresh values come from newer parameters; null for the newest at every tick.
    public var targetInterval: Int? = 100
    /// A run's folder, whose replay is learned from, beside what the environments give.
    public var dataset: String?
  }

  /// How long a run goes on.
  public struct TrainingSettings: Sendable, Equatable, Codable {
    /// Steps of the environments, and updates: a run ends where either is reached; null for no bound.
    public var environmentSteps: Int? = 20_000
    /// Null for no bound.
    public var updates: Int?
    /// Updates between two times that parameters are taken up, where no environment gives the beat.
    public var updatesPerTick = 16
    /// Whether self-play and learning work at the same time; the result is the same.
    public var overlaps = true
    /// Between two checkpoints.
    public var checkpointSeconds = 60.0
    /// How many of the newest checkpoints are kept: more of them for a curve of Elo.
    public var keptCheckpoints = 2
  }

  /// Episodes without noise, by the newest parameters, the most visited action taken; for two players games against an
  /// opponent.
  public struct EvaluationSettings: Sendable, Equatable, Codable {
    /// Episodes or games; 0 for no evaluation.
    public var episodes = 20
    /// Steps of the environments between two evaluations during a run; null for one at its end.
    public var interval: Int?
    /// Null for as many as in training.
    public var simulations: Int?
    /// In games of two players: `random`, or `mcts:N` for plain tree search with N roll-outs.
    public var opponent = "random"
  }

  /// What a run tells others beside its record.
  public struct TelemetrySettings: Sendable, Equatable, Codable {
    /// Whether a file for TensorBoard is written while the run trains.
    public var tensorboard = false
  }
}
