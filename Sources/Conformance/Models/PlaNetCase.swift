import Networks
import Operations
import PlaNet

/// Cases of PlaNet's loss, with images as numbers and given noise.
enum PlaNetCase {
  static func model(_ reader: ModelCaseReader) throws -> ModelCase {
    let actions = try reader.shape(of: "previous_action", rank: 3)
    var configuration = PlaNetConfiguration(actionSize: actions[2])
    configuration.variant = try reader.choice("variant", of: PlaNetConfiguration.Variant.self)
    configuration.activation = try reader.choice("activation", of: Activation.self)
    configuration.depth = try reader.size("depth")
    configuration.beliefSize = try reader.size("belief")
    configuration.stateSize = try reader.size("state")
    configuration.hiddenSize = try reader.size("hidden")
    configuration.freeNats = Float(try reader.number("free_nats"))
    configuration.minimumDeviation = Float(try reader.number("min_std"))
    configuration.rewardScale = Float(try reader.number("reward_scale"))
    configuration.divergenceScale = Float(try reader.number("kl_scale"))
    let (observation, expected) = (
      try reader.shape(of: "observation", rank: 5), [actions[0], actions[1]] + [3, 64, 64]
    )
    try reader.require(
      observation == expected,
      "the input \"observation\" has shape \(observation), but must have \(expected) beside such actions")
    let builder = ModelBuilder()
    let network: PlaNetNetwork
    do {
      network = try PlaNetNetwork(builder, configuration)
    } catch {
      throw reader.mismatch(error.description)
    }
    return ModelCase(builder) { info in
      PlaNetLoss(network, length: actions[0], sequences: actions[1], noise: .given, info: info).traced()
    }
  }
}
