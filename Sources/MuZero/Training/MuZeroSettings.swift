import Common
import Operations
import Replay
import Search

/// All settings of a run of MuZero except its seed, in groups, as presets and configuration files give them.
package struct MuZeroSettings: Sendable, Equatable, Codable {
  package var agent = Agent.muzero
  package var environment = EnvironmentSettings()
  package var network = NetworkSettings()
  package var search = SearchSettings()
  package var selfPlay = SelfPlaySettings()
  package var replay = ReplaySettings()
  package var learner = LearnerSettings()
  package var reanalyze = ReanalyzeSettings()
  package var training = TrainingSettings()
  package var evaluation = EvaluationSettings()
  package var telemetry = TelemetrySettings()

  /// The default settings.
  package init() {}

  /// The agent that a file is for.
  package enum Agent: String, Sendable, Codable, CaseIterable {
    case muzero
  }

  /// The task or game.
  package struct EnvironmentSettings: Sendable, Equatable, Codable {
    package var name = "cartpole"
    /// The height and width of the board in points, for games that have several sizes.
    package var size: Int?
    /// The second player's compensation in Go, in points.
    package var komi: Double?
    /// The number of board positions that are observed, the newest included.
    package var history: Int?
    /// The number of moves, by both players together, after which a game of chess or shogi is drawn and one
    /// of Go is scored; null for the game's own limit.
    package var moveLimit: Int?
    package var actionRepeat = 1
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
  package struct NetworkSettings: Sendable, Equatable, Codable {
    package enum Body: String, Sendable, Codable, CaseIterable {
      case perceptron, residual
    }

    package var body = Body.perceptron
    /// The sizes of a perceptron's hidden layers, and the size of its states.
    package var hidden = [64]
    package var encoding = 32
    /// The sizes of residual networks.
    package var channels = 64
    package var blocks = 4
    package var headPlanes = 2
    package var headHidden = [64]
    package var downsampling = false
    /// The number of bins of the distributions of values and rewards. 1 is for board games as in the paper:
    /// values are scalars, and there are no rewards.
    package var bins = 41
    package var activation = Activation.elu
  }

  /// The settings of tree search.
  package struct SearchSettings: Sendable, Equatable, Codable {
    package var simulations = 25
    package var discount = 0.997
    /// The constants c₁ and c₂ of pUCT.
    package var explorationInitial = 1.25
    package var explorationBase = 19652.0
    /// The Q of an action that has not been visited.
    package var unvisitedValue = UnvisitedValue.worst
    /// The share of Dirichlet noise in the root's priors, and its concentration α.
    package var noiseShare = 0.25
    package var noiseAlpha = 0.25
    /// The rules that choose actions in trees: pUCT, or Gumbel MuZero's rules, which need few simulations.
    package var root = RootChoice.pUCT
    /// Settings of Gumbel MuZero: the largest number of actions tried at the root, c_scale and c_visit.
    package var consideredActions = 16
    package var valueScale = 0.1
    package var visitOffset = 50.0
    /// Whether a search continues with the subtree that the last search of the episode left; its visits count
    /// among `simulations`.
    package var reuseSubtree = false
    /// Where trees are searched: on the host or, with many simulations per launch, on the device.
    package var place = SearchPlace.automatic
    /// The precision of the networks' products in searches and in reanalysis.
    package var precision = Precision.float32
  }

  package enum RootChoice: String, Sendable, Equatable, Codable, CaseIterable {
    case pUCT = "puct"
    case gumbel
  }

  /// The settings of self-play.
  package struct SelfPlaySettings: Sendable, Equatable, Codable {
    /// The number of environments that are played in step; 0 for none, to learn from a stored replay alone.
    package var environments = 32
    /// The number of moves of every environment per tick. New parameters are taken at the beginning of a
    /// tick.
    package var movesPerTick = 8
    /// In how many groups, 1 or 2, environments take turns: while one group is searched, the other takes its steps. Null:
    /// two on a GPU where environments live in processes of their own, and one elsewhere. Results are the same.
    package var environmentGroups: Int?
    /// The temperatures of actions' choice, one after the other …
    package var temperatures = [1.0, 0.5, 0.25]
    /// The shares of the run at which each temperature but the first begins.
    package var temperatureShares = [0.5, 0.75]
    /// In games, the number of moves after which the most visited action is taken; null for never.
    package var exploringMoves: Int?
  }

  /// The settings of the replay.
  package struct ReplaySettings: Sendable, Equatable, Codable {
    package var maximumSteps = 100_000
    package var maximumBytes: Int?
    /// The length in steps of the pieces that longer episodes are cut into; null to keep episodes whole.
    package var sequenceLength: Int?
    /// The exponents α and β of prioritized sampling; 0 for uniform sampling.
    package var priorityExponent = 1.0
    package var weightExponent = 1.0
    package var stackedObservations = 1
    package var actionPlanes = false
    /// Whether positions drawn from games are rotated or reflected at random, as the game's rules allow.
    package var symmetries = false
    package var pastEnd = TargetConfiguration.PastEnd.uniform
  }

  /// The settings of the learner.
  package struct LearnerSettings: Sendable, Equatable, Codable {
    package enum Optimizer: String, Sendable, Codable, CaseIterable {
      case sgd, adam
    }

    package var batch = 128
    /// The number of sequences of a batch that are computed at once.
    package var microBatch = MicroBatch.automatic
    /// The precision of the products of training steps.
    package var precision = Precision.float32
    package var unrollSteps = 5
    /// The number n of steps of an n-step return; null to use an episode's outcome.
    package var bootstrapSteps: Int? = 10
    package var valueWeight = 1.0
    package var optimizer = Optimizer.adam
    package var momentum = 0.9
    package var learningRate = 0.005
    /// The factor that the learning rate has been multiplied by after `decaySteps` updates; it falls
    /// smoothly.
    package var decayFactor = 0.1
    package var decaySteps = 20_000
    package var warmUpSteps = 0
    package var weightDecay = 1e-4
    /// The norm that larger gradients are scaled down to; null for no bound.
    package var maximumNorm: Double?
    /// The mean number of times that each environment state is drawn for updates.
    package var samplesPerState = 20.0
    /// The number of environment steps before the first update.
    package var firstSteps = 500
  }

  /// The settings of MuZero Reanalyze. If it is enabled or a dataset is given, they replace the learner's
  /// settings of the same names.
  package struct ReanalyzeSettings: Sendable, Equatable, Codable {
    /// The bootstrap value of an n-step return, which stands for all rewards after the n-th.
    package enum BootstrapValues: String, Sendable, Codable, CaseIterable {
      /// The target network's value of the state (Schrittwieser et al. 2020, appendix H).
      case network
      /// The root's value in a search of the state with the newest network.
      case search
    }

    package var enabled = false
    /// The share of updates whose policies are searched again.
    package var policyShare = 0.8
    package var bootstrapSteps: Int? = 5
    package var bootstrapValues = BootstrapValues.network
    /// The age, in environment steps, by which a trajectory's n becomes one smaller, down to 1; null to keep
    /// n.
    package var shorteningSteps: Int?
    package var valueWeight = 0.25
    package var samplesPerState = 2.0
    /// The number of updates between two renewals of the target network; null to renew it at every tick.
    package var targetInterval: Int? = 100
    /// The folder of a run whose replay is learned from, beside the trajectories of the environments.
    package var dataset: String?
  }

  /// The length of a run.
  package struct TrainingSettings: Sendable, Equatable, Codable {
    /// The numbers of environment steps and of updates; a run ends when either is reached. Null for no bound.
    package var environmentSteps: Int? = 20_000
    package var updates: Int?
    /// The number of updates per tick, if there are no environments.
    package var updatesPerTick = 16
    /// Whether self-play and learning work at the same time. It does not change the result.
    package var overlaps = true
    /// The time between two checkpoints, in seconds.
    package var checkpointSeconds = 60.0
    /// The number of newest checkpoints that are kept. Keep more of them for a curve of Elo ratings.
    package var keptCheckpoints = 2
  }

  /// The settings of evaluations: episodes without noise, by the newest parameters, always taking the most
  /// visited action; with two players, games against an opponent.
  package struct EvaluationSettings: Sendable, Equatable, Codable {
    package var episodes = 20
    /// The number of environment steps between two evaluations during a run; null to evaluate only at its
    /// end.
    package var interval: Int?
    /// The number of simulations; null for as many as in training.
    package var simulations: Int?
    /// The opponent in two-player games: `random`, or `mcts:N` for plain tree search with N rollouts.
    package var opponent = "random"
  }

  /// The settings of what a run writes beside its metrics.
  package struct TelemetrySettings: Sendable, Equatable, Codable {
    /// Whether an event file for TensorBoard is written during training.
    package var tensorboard = false
  }
}
