import ArgumentParser
import Environments
import MuZero

/// The sizes of MuZero's networks, with the names and defaults of other tools' benchmarks.
struct NetworkSizes: ParsableArguments {
  @Option(help: "The size of an observation (mlp).")
  var obs = 4

  @Option(help: "The number of actions.")
  var actions = 2

  @Option(help: "The size of hidden layers (mlp).")
  var hidden = 16

  @Option(help: "The size of a state (mlp).")
  var encoding = 8

  @Option(help: "Bins of values and rewards, an odd number.")
  var support = 601

  @Option(help: "Residual blocks of a network (resnet).")
  var blocks = 2

  @Option(help: "Channels of a state (resnet).")
  var channels = 32

  @Option(help: "Planes of an observation (resnet).")
  var planes = 3

  @Option(help: "Height and width of a board (resnet).")
  var board = 8

  /// All sizes but the number of blocks, which may be 0, by the names of their options.
  var positive: [(name: String, value: Int)] {
    [
      ("--obs", obs), ("--actions", actions), ("--hidden", hidden), ("--encoding", encoding),
      ("--support", support), ("--channels", channels), ("--planes", planes), ("--board", board),
    ]
  }

  /// Training steps with stochastic gradient descent, and searches, of networks of these sizes.
  func work(_ body: MuZeroSettings.NetworkSettings.Body) -> MuZeroWork {
    var settings = MuZeroSettings()
    settings.network.body = body
    (settings.network.hidden, settings.network.encoding) = ([hidden], encoding)
    (settings.network.channels, settings.network.blocks) = (channels, blocks)
    (settings.network.headPlanes, settings.network.headHidden) = (2, [64])
    settings.network.bins = support
    (settings.learner.optimizer, settings.learner.valueWeight) = (.sgd, 0.25)
    (settings.selfPlay.environments, settings.search.simulations) = (64, 50)
    return MuZeroWork(
      settings,
      in: EnvironmentSpecification(
        name: body.rawValue,
        observations: .init(shape: body == .perceptron ? [obs] : [board, board, planes], element: .float32),
        actions: .discrete(count: actions, meaning: .choice)))
  }
}
