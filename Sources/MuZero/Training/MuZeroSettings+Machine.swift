import Common
import Device
import Environments
import Networks

extension MuZeroSettings {
  /// An estimate of the memory and work of a run on the device and on the host. Its memory comprises the
  /// activations of all unrolled steps and their gradients, four numbers for each parameter, the states of
  /// the searches, and the full replay.
  package func machineNeed(_ specification: EnvironmentSpecification) -> MachineNeed {
    let configuration = networkConfiguration(specification)
    let parameters = Double(configuration.parameterCount)
    let float = 4.0
    let layers: Double
    switch configuration.body {
    case .perceptron(_, let hidden, let encoding):
      layers = Double(5 * hidden.reduce(0, +) + 2 * encoding + 3 * configuration.bins)
    case .residual(_, let height, let width, let channels, let blocks, let headPlanes, _, let downsampling):
      let points = Double(configuration.state.count / channels)
      let trunk = Double(2 * blocks + 2) * Double(channels) * points
      // The planes at full size and a quarter of it, before they have the states' size.
      let above = downsampling ? Double(height * width) * Double(channels) * 0.75 : 0
      layers = trunk + above + Double(3 * headPlanes) * points
    }
    let steps = Double(learner.unrollSteps + 1)
    let sequence = 2 * float * steps * layers
    let states =
      float * Double(max(1, selfPlay.environments)) * Double(search.simulations + 1)
      * Double(configuration.state.count)
    let observation =
      Double(specification.observations.count) * (specification.observations.element == .uint8 ? 1 : float)
    let replay = min(
      Double(self.replay.maximumSteps) * (observation + float * Double(configuration.actions + 4)),
      Double(self.replay.maximumBytes ?? .max))
    let trees = memoryNeeds(specification).reduce(0) { max($0, $1.bytes) }
    return MachineNeed(
      device: 4 * float * parameters + states, sequence: sequence, host: replay + trees, batch: learner.batch,
      microBatch: learner.microBatch)
  }

  /// The device on which the learner of a run on `device` computes.
  ///
  /// It is the serial companion of a CPU, if there is one, for small perceptrons whose searches need all of `device`. The
  /// some hundred launches of an update then wait for no other thread: that takes some 10 µs a launch, more than other
  /// threads save.
  package func learningDevice(
    _ specification: EnvironmentSpecification, beside device: any Device
  ) -> any Device {
    let configuration = networkConfiguration(specification)
    guard case .perceptron = configuration.body, usedSearchPlace != .host else { return device }
    let samples = learner.batch * (learner.unrollSteps + 1)
    // Each parameter is multiplied in the forward pass and for the gradients of input and parameter.
    let multiplyAdds = Double(3 * samples * configuration.parameterCount)
    let saved = multiplyAdds * (1 - 1 / Double(device.info.computeUnits)) / Self.serialMultiplyAddsPerSecond
    return saved < Self.threadSeconds ? Devices.forSmallBatches(beside: device) : device
  }

  /// The multiply-adds per second of a core in small products.
  private static let serialMultiplyAddsPerSecond = 25e9
  /// The time that handing the launches of an update to a CPU's threads takes, in seconds.
  private static let threadSeconds = 1e-3
}

extension MuZeroNetworkConfiguration {
  fileprivate var parameterCount: Int {
    let builder = ModelBuilder()
    _ = MuZeroNetwork(builder, self)
    return builder.tensors.reduce(0) { $0 + $1.shape.reduce(1, *) }
  }
}
