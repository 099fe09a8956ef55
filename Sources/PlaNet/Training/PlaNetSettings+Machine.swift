import Common
import Environments
import Networks

extension PlaNetSettings {
  /// An estimate of the memory and work of a run on the device and on the host. Its memory comprises the
  /// activations of all rows and their gradients, four numbers for each parameter, the plans, and the full
  /// replay. Throws if no model can be made of the settings.
  package func machineNeed(_ specification: EnvironmentSpecification) throws -> MachineNeed {
    let configuration = networkConfiguration(specification)
    let builder = ModelBuilder()
    _ = try PlaNetNetwork(builder, configuration)
    let parameters = builder.tensors.reduce(0.0) { $0 + Double($1.shape.reduce(1, *)) }
    let float = 4.0
    let pixels = Double(configuration.observation.shape.reduce(1, *))
    // The encoder and decoder of 64 × 64 pixels with a depth of 32 have 104,000 outputs; smaller ones have
    // proportionally fewer.
    let pictures =
      configuration.observation.isImage ? 104_000 * pixels / 12_288 * Double(network.depth) / 32 : 0
    let row = pictures + Double(6 * network.beliefSize + 8 * network.stateSize + 6 * network.hiddenSize)
    let sequence = 2 * float * Double(learner.chunkLength) * row
    let plans =
      float * Double(planner.candidates) * Double(collection.environments)
      * Double(4 * network.beliefSize + 4 * network.stateSize + 2 * network.hiddenSize + planner.horizon)
    let observation = pixels * (specification.observations.element == .uint8 ? 1 : float)
    let bound = training.environmentSteps.map { $0 / environment.actionRepeat } ?? .max
    let replay = min(
      Double(min(self.replay.maximumSteps, bound)) * observation, Double(self.replay.maximumBytes ?? .max))
    return MachineNeed(
      device: 4 * float * parameters + plans, sequence: sequence,
      host: replay + memoryNeeds(specification).reduce(0) { max($0, $1.bytes) }, batch: learner.batch,
      microBatch: learner.microBatch)
  }
}
