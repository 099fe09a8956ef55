import ArgumentParser
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

  var perceptron: MuZeroNetworkConfiguration {
    MuZeroNetworkConfiguration(
      .perceptron(observation: obs, hidden: [hidden], encoding: encoding), actions: actions,
      actionEncoding: .oneHot, bins: support)
  }

  var residual: MuZeroNetworkConfiguration {
    MuZeroNetworkConfiguration(
      .residual(
        planes: planes, height: board, width: board, channels: channels, blocks: blocks, headPlanes: 2,
        headHidden: [64], downsampling: false), actions: actions, actionEncoding: .constantPlane,
      bins: support)
  }
}
