import Common
import Operations
import Replay
import Runs
import Search

/// All settings of a run of MuZero except its seed, in groups, as presets and configuration files give them.
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

  /// The default settings.
  public init() {}

  /// The agent that a file is for.
  package enum Agent: String, Sendable, Codable, CaseIterable {
    case muzero
  }

  /// The task or game.
  public struct EnvironmentSettings: Sendable, Equatable, Codable {
    /// As `foresight presets` and programs name it: `cartpole`, `go`, or one that was registered.
    public var name = "cartpole"
    /// The height and width of the board in points, for games that have several sizes.
    public var size: Int?
    /// The second player's compensation in Go, in points.
    public var komi: Double?
    /// The number of board positions that are observed, the newest included.
    public var history: Int?
    /// The number of moves, by both players together, after which a game of chess or shogi is drawn and one
    /// of Go is scored; null for the game's own limit.
    public var moveLimit: Int?
    /// How often each action is taken.
    public var actionRepeat = 1
    /// The most steps of an episode, after which it is truncated; null for the task's own limit alone, and for 10,000 in
    /// environments in Python that state none.
    public var episodeSteps: Int?
    /// The arguments that an environment in Python is made with, and the module that is imported first.
    package var make: OpenSettings?
    package var module: String?
    /// The number of processes that step environments in Python; null for the number of cores.
    package var workers: Int?
    /// The longest time that a step of such an environment may take, in seconds.
    package var stepSeconds = 60.0
    /// The settings of Atari games.
    package var atari = AtariSettings()
  }

  /// The sizes of the networks. Sizes of the body that is not chosen are ignored.
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
    /// The number of bins of the distributions of values and rewards. 1 is for board games as in the paper:
    /// values are scalars, and there are no rewards.
    public var bins = 41
    /// Of perceptrons, behind each layer but the last.
    public var activation = Activation.elu
  }

  /// The settings of tree search.
  public struct SearchSettings: Sendable, Equatable, Codable {
    /// Of a search in training.
    public var simulations = 25
    /// Per step.
    public var discount = 0.997
    /// The constants c₁ and c₂ of pUCT.
    public var explorationInitial = 1.25
    /// c₂.
    public var explorationBase = 19652.0
    /// The Q of an action that has not been visited.
    public var unvisitedValue = UnvisitedValue.worst
    /// The share of Dirichlet noise in the root's priors, and its concentration α.
    public var noiseShare = 0.25
    /// The concentration of the noise.
    public var noiseAlpha = 0.25
    /// The rules that choose actions in trees: pUCT, or Gumbel MuZero's rules, which need few simulations.
    public var root = RootChoice.pUCT
    /// Settings of Gumbel MuZero: the largest number of actions tried at the root, c_scale and c_visit.
    public var consideredActions = 16
    /// c_scale.
    public var valueScale = 0.1
    /// c_visit.
    public var visitOffset = 50.0
    /// Whether a search continues with the subtree that the last search of the episode left; its visits count
    /// among `simulations`.
    public var reuseSubtree = false
    /// Where trees are searched: on the host or, with many simulations per launch, on the device.
    package var place = SearchPlace.automatic
    /// The precision of the networks' products in searches and in reanalysis.
    package var precision = Precision.float32
  }

  /// How a search chooses what to try.
  public enum RootChoice: String, Sendable, Equatable, Codable, CaseIterable {
    case pUCT = "puct"
    case gumbel
  }

  /// The settings of self-play.
  public struct SelfPlaySettings: Sendable, Equatable, Codable {
    /// The number of environments that are played in step; 0 for none, to learn from a stored replay alone.
    public var environments = 32
    /// The number of moves of every environment per tick. New parameters are taken at the beginning of a
    /// tick.
    public var movesPerTick = 8
    /// The number of groups, 1 or 2, in which environments take turns: while one group is searched, the other takes its
    /// steps. Nil: two on a GPU if environments live in processes of their own, and one otherwise. Results are the same in float32.
    public var environmentGroups: Int?
    /// The temperatures of actions' choice, one after the other …
    public var temperatures = [1.0, 0.5, 0.25]
    /// The shares of the run at which each temperature but the first begins.
    public var temperatureShares = [0.5, 0.75]
    /// In games, the number of moves after which the most visited action is taken; null for never.
    public var exploringMoves: Int?
  }

  /// The settings of the replay.
  public struct ReplaySettings: Sendable, Equatable, Codable {
    /// Steps that are held at most.
    public var maximumSteps = 100_000
    /// Memory that they may take; null for any.
    public var maximumBytes: Int?
    /// The length in steps of the pieces that longer episodes are cut into; null to keep episodes whole.
    public var sequenceLength: Int?
    /// The exponents α and β of prioritized sampling; 0 for uniform sampling.
    public var priorityExponent = 1.0
    /// β.
    public var weightExponent = 1.0
    /// How many observations a network sees at once.
    public var stackedObservations = 1
    /// Whether the actions before are seen, too, as planes a / A.
    public var actionPlanes = false
    /// Whether positions drawn from games are rotated or reflected at random, as the game's rules allow.
    public var symmetries = false
    /// What steps behind an episode's end teach.
    public var pastEnd = TargetConfiguration.PastEnd.uniform
  }

  /// The settings of the learner.
  public struct LearnerSettings: Sendable, Equatable, Codable {
    /// Stochastic gradient descent with momentum, or Adam.
    public enum Optimizer: String, Sendable, Codable, CaseIterable {
      case sgd, adam
    }

    /// Sequences of an update.
    public var batch = 128
    /// The number of sequences of a batch that are computed at once.
    package var microBatch = MicroBatch.automatic
    /// The precision of the products of training steps.
    package var precision = Precision.float32
    /// K.
    public var unrollSteps = 5
    /// The number n of steps of an n-step return; null to use an episode's outcome.
    public var bootstrapSteps: Int? = 10
    /// Of the value's loss.
    public var valueWeight = 1.0
    /// How parameters follow gradients.
    public var optimizer = Optimizer.adam
    /// Of stochastic gradient descent.
    public var momentum = 0.9
    /// At the first update.
    public var learningRate = 0.005
    /// The factor that the learning rate has been multiplied by after `decaySteps` updates; it falls
    /// smoothly.
    public var decayFactor = 0.1
    /// Updates after which the rate is `decayFactor` times the first one.
    public var decaySteps = 20_000
    /// Updates over which the rate rises at first.
    public var warmUpSteps = 0
    /// c, which adds c · θ to gradients.
    public var weightDecay = 1e-4
    /// The norm that larger gradients are scaled down to; null for no bound.
    public var maximumNorm: Double?
    /// The mean number of times that each environment state is drawn for updates.
    public var samplesPerState = 20.0
    /// The number of environment steps before the first update.
    public var firstSteps = 500
  }

  /// The settings of MuZero Reanalyze. If it is enabled or a dataset is given, they replace the learner's
  /// settings of the same names.
  public struct ReanalyzeSettings: Sendable, Equatable, Codable {
    /// The bootstrap value of an n-step return, which stands for all rewards after the n-th.
    public enum BootstrapValues: String, Sendable, Codable, CaseIterable {
      /// The target network's value of the state (Schrittwieser et al. 2020, appendix H).
      case network
      /// The root's value in a search of the state with the newest network.
      case search
    }

    /// Whether a run's own states are searched anew.
    public var enabled = false
    /// The share of updates whose policies are searched again.
    public var policyShare = 0.8
    /// n; null for an episode's outcome.
    public var bootstrapSteps: Int? = 5
    /// What stands for the rewards behind the n-th.
    public var bootstrapValues = BootstrapValues.network
    /// The age, in environment steps, by which a trajectory's n becomes one smaller, down to 1; null to keep
    /// n.
    public var shorteningSteps: Int?
    /// Of the value's loss.
    public var valueWeight = 0.25
    /// How often each state is drawn, on average.
    public var samplesPerState = 2.0
    /// The number of updates between two renewals of the target network; null to renew it at every tick.
    public var targetInterval: Int? = 100
    /// The folder of a run whose replay is learned from, beside the trajectories of the environments.
    public var dataset: String?
  }

  /// The length of a run.
  public struct TrainingSettings: Sendable, Equatable, Codable {
    /// The numbers of environment steps and of updates; a run ends when either is reached. Null for no bound.
    public var environmentSteps: Int? = 20_000
    /// Null for no bound.
    public var updates: Int?
    /// The number of updates per tick, if there are no environments.
    public var updatesPerTick = 16
    /// Whether self-play and learning work at the same time. It does not change the result.
    public var overlaps = true
    /// The time between two checkpoints, in seconds.
    public var checkpointSeconds = 60.0
    /// The number of newest checkpoints that are kept. Keep more of them for a curve of Elo ratings.
    public var keptCheckpoints = 2
  }

  /// The settings of evaluations: episodes without noise, by the newest parameters, always taking the most
  /// visited action; with two players, games against an opponent.
  public struct EvaluationSettings: Sendable, Equatable, Codable {
    /// Episodes or games; 0 for no evaluation.
    public var episodes = 20
    /// The number of environment steps between two evaluations during a run; null to evaluate only at its
    /// end.
    public var interval: Int?
    /// The number of simulations; null for as many as in training.
    public var simulations: Int?
    /// The opponent in two-player games: `random`, or `mcts:N` for plain tree search with N rollouts.
    public var opponent = "random"
  }
}
