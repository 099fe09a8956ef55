import Common
import Operations
import Replay
import Search

/// All that a run of MuZero depends on beside its seed: what a preset or a file says, group by group.
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

  /// The defaults.
  package init() {}

  /// Which agent a file is for.
  package enum Agent: String, Sendable, Codable, CaseIterable {
    case muzero
  }

  /// The task or game.
  package struct EnvironmentSettings: Sendable, Equatable, Codable {
    package var name = "cartpole"
    /// Points on a side of the board, of games that have several sizes.
    package var size: Int?
    /// What the second player has ahead in Go.
    package var komi: Double?
    /// How many positions of a board are observed, the newest one included.
    package var history: Int?
    /// After how many moves of either player a game of chess or shogi is drawn, and one of Go is scored; null for the
    /// game's own.
    package var moveLimit: Int?
    package var actionRepeat = 1
    /// Of environments in Python: what they are made with, and a module that is imported first.
    package var make: OpenSettings?
    package var module: String?
    /// Processes that step them; null for as many as there are cores.
    package var workers: Int?
    /// Seconds that a step of them may take.
    package var stepSeconds = 60.0
    /// Of Atari's games.
    package var atari = AtariSettings()
  }

  /// The networks' sizes; those of the other body are passed over.
  package struct NetworkSettings: Sendable, Equatable, Codable {
    package enum Body: String, Sendable, Codable, CaseIterable {
      case perceptron, residual
    }

    package var body = Body.perceptron
    /// Of a perceptron: the sizes between, and that of states.
    package var hidden = [64]
    package var encoding = 32
    /// Of residual networks.
    package var channels = 64
    package var blocks = 4
    package var headPlanes = 2
    package var headHidden = [64]
    package var downsampling = false
    /// Bins of values' and rewards' distributions; 1 for games in the paper's form: scalars, and no rewards.
    package var bins = 41
    package var activation = Activation.elu
  }

  /// Planning.
  package struct SearchSettings: Sendable, Equatable, Codable {
    package var simulations = 25
    package var discount = 0.997
    /// c₁ and c₂.
    package var explorationInitial = 1.25
    package var explorationBase = 19652.0
    /// The Q of an action that has not been tried.
    package var unvisitedValue = UnvisitedValue.worst
    /// The share of noise in the root's priors, and its concentration.
    package var noiseShare = 0.25
    package var noiseAlpha = 0.25
    /// How actions are chosen in trees: by pUCT, or by Gumbel MuZero's rules, which need few simulations.
    package var root = RootChoice.pUCT
    /// Of Gumbel MuZero: the most actions that are tried at the root, and c_scale and c_visit.
    package var consideredActions = 16
    package var valueScale = 0.1
    package var visitOffset = 50.0
    /// Whether a search goes on with what is left of the episode's last one; its visits are among `simulations`.
    package var reuseSubtree = false
    /// Whether trees are searched on the host or, many simulations in a launch, on the device.
    package var place = SearchPlace.automatic
    /// Of the networks' products in searches and in reanalysis.
    package var precision = Precision.float32
  }

  package enum RootChoice: String, Sendable, Equatable, Codable, CaseIterable {
    case pUCT = "puct"
    case gumbel
  }

  /// How experience is gathered.
  package struct SelfPlaySettings: Sendable, Equatable, Codable {
    /// Environments in step; 0 for none, where a stored replay is learned from.
    package var environments = 32
    /// Moves of every environment between two times that parameters are taken up.
    package var movesPerTick = 8
    /// In how many groups, 1 or 2, environments take turns: while one group is searched, the other takes its steps. Null:
    /// two on a GPU where environments live in processes of their own, and one elsewhere. Results are the same.
    package var environmentGroups: Int?
    /// The temperatures of actions' choice, one after the other …
    package var temperatures = [1.0, 0.5, 0.25]
    /// … and the shares of the run's updates after which each but the first begins.
    package var temperatureShares = [0.5, 0.75]
    /// In games: after so many moves of a game the most visited action is taken; null for never.
    package var exploringMoves: Int?
  }

  /// What is kept, and how it is drawn.
  package struct ReplaySettings: Sendable, Equatable, Codable {
    package var maximumSteps = 100_000
    package var maximumBytes: Int?
    /// Longer episodes are cut into pieces of so many steps; null for none.
    package var sequenceLength: Int?
    /// α and β of prioritized sampling; 0 for uniform.
    package var priorityExponent = 1.0
    package var weightExponent = 1.0
    package var stackedObservations = 1
    package var actionPlanes = false
    /// Of games: whether what is drawn is turned or mirrored at random, as the game's rules allow.
    package var symmetries = false
    package var pastEnd = TargetConfiguration.PastEnd.uniform
  }

  /// What is learned, and how.
  package struct LearnerSettings: Sendable, Equatable, Codable {
    package enum Optimizer: String, Sendable, Codable, CaseIterable {
      case sgd, adam
    }

    package var batch = 128
    /// How many sequences of a batch are computed at once.
    package var microBatch = MicroBatch.automatic
    /// Of the products of training steps.
    package var precision = Precision.float32
    package var unrollSteps = 5
    /// n; null for an episode's outcome.
    package var bootstrapSteps: Int? = 10
    package var valueWeight = 1.0
    package var optimizer = Optimizer.adam
    package var momentum = 0.9
    package var learningRate = 0.005
    /// What the rate is multiplied with, smoothly, over `decaySteps` updates.
    package var decayFactor = 0.1
    package var decaySteps = 20_000
    package var warmUpSteps = 0
    package var weightDecay = 1e-4
    /// Gradients are scaled down to this norm; null for no bound.
    package var maximumNorm: Double?
    /// How often each state of the environment is drawn for an update, on average.
    package var samplesPerState = 20.0
    /// Steps of the environments before the first update.
    package var firstSteps = 500
  }

  /// MuZero Reanalyze, in force where it is enabled or a dataset is given: these then stand for the learner's of the same
  /// names.
  package struct ReanalyzeSettings: Sendable, Equatable, Codable {
    /// What stands for the rewards behind the n-th.
    package enum BootstrapValues: String, Sendable, Codable, CaseIterable {
      /// The target network's value of the state (Schrittwieser et al. 2020, appendix H).
      case network
      /// The root's value in a search of the state with the newest network.
      case search
    }

    package var enabled = false
    /// The share of updates whose policies are searched anew.
    package var policyShare = 0.8
    package var bootstrapSteps: Int? = 5
    package var bootstrapValues = BootstrapValues.network
    /// After so many steps of the environments an old trajectory's n is one less, down to 1; null for never.
    package var shorteningSteps: Int?
    package var valueWeight = 0.25
    package var samplesPerState = 2.0
    /// Updates after which fresh values come from newer parameters; null for the newest at every tick.
    package var targetInterval: Int? = 100
    /// A run's folder, whose replay is learned from, beside what the environments give.
    package var dataset: String?
  }

  /// How long a run goes on.
  package struct TrainingSettings: Sendable, Equatable, Codable {
    /// Steps of the environments, and updates: a run ends where either is reached; null for no bound.
    package var environmentSteps: Int? = 20_000
    package var updates: Int?
    /// Updates between two times that parameters are taken up, where no environment gives the beat.
    package var updatesPerTick = 16
    /// Whether self-play and learning work at the same time; the result is the same.
    package var overlaps = true
    /// Between two checkpoints.
    package var checkpointSeconds = 60.0
    /// How many of the newest checkpoints are kept: more of them for a curve of Elo.
    package var keptCheckpoints = 2
  }

  /// Episodes without noise, by the newest parameters, the most visited action taken; for two players games against an
  /// opponent.
  package struct EvaluationSettings: Sendable, Equatable, Codable {
    package var episodes = 20
    /// Steps of the environments between two evaluations during a run; null for one at its end.
    package var interval: Int?
    /// Null for as many as in training.
    package var simulations: Int?
    /// In games of two players: `random`, or `mcts:N` for plain tree search with N roll-outs.
    package var opponent = "random"
  }

  /// What a run tells others beside its record.
  package struct TelemetrySettings: Sendable, Equatable, Codable {
    /// Whether a file for TensorBoard is written while the run trains.
    package var tensorboard = false
  }
}
