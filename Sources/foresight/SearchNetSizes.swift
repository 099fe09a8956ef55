import ArgumentParser
import Benchmarks
import Device
import MuZero
import Networks
import Operations
import Search

/// What evaluates the leaves of a benchmark's searches, and its sizes: those of other tools' benchmarks, with their names
/// and defaults.
struct SearchNetSizes: ParsableArguments {
  enum Net: String, ExpressibleByArgument, CaseIterable {
    case mlp, resnet
    /// Nothing: what remains is the host's work.
    case null
  }

  @Option(
    help:
      "What evaluates the leaves: \(Net.allCases.map(\.rawValue).joined(separator: ", ")), of which null does nothing."
  )
  var net = Net.mlp

  @Option(help: "The size of an observation (mlp).")
  var obs = 4

  @Option(help: "How many actions a node has.")
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

  func validate() throws {
    for (name, value) in [
      ("--obs", obs), ("--actions", actions), ("--hidden", hidden), ("--encoding", encoding),
      ("--support", support), ("--channels", channels), ("--planes", planes), ("--board", board),
    ] where !(1...1 << 16).contains(value) {
      throw ValidationError("\(name) is \(value), but must be 1 to \(1 << 16)")
    }
    if let fault = configuration?.fault { throw ValidationError(fault) }
  }

  private var configuration: MuZeroNetworkConfiguration? {
    switch net {
    case .null: nil
    case .mlp:
      MuZeroNetworkConfiguration(
        .perceptron(observation: obs, hidden: [hidden], encoding: encoding), actions: actions,
        actionEncoding: .oneHot, bins: support)
    case .resnet:
      MuZeroNetworkConfiguration(
        .residual(
          planes: planes, height: board, width: board, channels: channels, blocks: blocks, headPlanes: 2,
          headHidden: [64], downsampling: false), actions: actions, actionEncoding: .constantPlane,
        bins: support)
    }
  }

  /// The evaluator for so many trees and simulations, its observations random, and batches of at most `bound`.
  func evaluator(device option: DeviceOption, trees: Int, simulations: Int, bound: Int) throws
    -> any Evaluator
  {
    guard let configuration else { return NullEvaluator(actions: actions) }
    let device = try option.select()
    let builder = ModelBuilder()
    let network = MuZeroNetwork(builder, configuration)
    let store = try ModelStore(builder, device: device)
    try store.initialize(seed: 1)
    let evaluator = try NetworkEvaluator(
      network, store: store, slots: trees * (simulations + 1), bound: bound,
      context: OperationContext(device: device, selection: device.savedSelection))
    var generator = SeededGenerator(seed: 1)
    let size = configuration.observationShape.reduce(1, *)
    evaluator.setObservations((0..<trees * size).map { _ in Float.random(in: 0..<1, using: &generator) })
    return evaluator
  }
}
