import MuZero
import Networks
import Operations

enum MuZeroCase {
  /// `muzero_mlp_loss`: perceptrons with one hidden layer each, and one-hot actions.
  static func perceptron(_ reader: ModelCaseReader) throws -> ModelCase {
    let observation = try reader.shape(of: "observation", rank: 2)[1]
    return try modelCase(
      reader,
      MuZeroNetworkConfiguration(
        .perceptron(
          observation: observation, hidden: [reader.size("hidden")], encoding: reader.size("encoding")),
        actions: reader.size("actions"), actionEncoding: .oneHot, bins: reader.size("bins")))
  }

  /// `muzero_resnet_loss`: residual networks on a square board, with a plane for each action's point.
  static func residual(_ reader: ModelCaseReader) throws -> ModelCase {
    let planes = try reader.shape(of: "observation", rank: 4)[1]
    let (board, blocks) = (try reader.size("board"), try reader.size("blocks", from: 0))
    try reader.require(
      blocks <= reader.inputCount, "its \(blocks) blocks have more parameters than it has inputs")
    return try modelCase(
      reader,
      MuZeroNetworkConfiguration(
        .residual(
          planes: planes, height: board, width: board, channels: reader.size("channels"), blocks: blocks,
          headPlanes: 2, headHidden: [reader.size("hidden")], downsampling: false),
        actions: reader.size("actions"), actionEncoding: .boardPoint, bins: reader.size("bins")))
  }

  private static func modelCase(_ reader: ModelCaseReader, _ configuration: MuZeroNetworkConfiguration) throws
    -> ModelCase
  {
    if let fault = configuration.fault { throw reader.mismatch(fault) }
    let action = try reader.shape(of: "action", rank: 2)
    let unroll = try reader.size("unroll")
    try reader.require(
      action[1] == unroll,
      "the input \"action\" has \(action[1]) steps, but the attribute \"unroll\" is \(unroll)")
    try reader.checkIndices("action", below: configuration.actions)
    let valueWeight = Float(try reader.number("value_weight"))
    let builder = ModelBuilder()
    let loss = MuZeroLoss(
      MuZeroNetwork(builder, configuration), unrollSteps: unroll, valueWeight: valueWeight)
    return ModelCase(builder, unused: configuration.hasRewards ? [] : ["target_reward"]) { info in
      loss.traced(batch: action[0], info: info)
    }
  }
}
