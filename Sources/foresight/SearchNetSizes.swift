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

  @OptionGroup var networks: NetworkSizes

  func validate() throws {
    for (name, value) in networks.positive where !(1...1 << 16).contains(value) {
      throw ValidationError("\(name) is \(value), but must be 1 to \(1 << 16)")
    }
    if let fault = configuration?.fault { throw ValidationError(fault) }
  }

  private var configuration: MuZeroNetworkConfiguration? {
    switch net {
    case .null: nil
    case .mlp: networks.perceptron
    case .resnet: networks.residual
    }
  }

  /// The evaluators for so many trees and simulations, their observations random.
  func evaluators(device option: DeviceOption, trees: Int, simulations: Int, maximumBatch: Int) throws
    -> [any Evaluator]
  {
    guard let configuration else { return [NullEvaluator(actions: networks.actions)] }
    let device = try option.select()
    let builder = ModelBuilder()
    let network = MuZeroNetwork(builder, configuration)
    let store = try ModelStore(builder, device: device)
    try store.initialize(seed: 1)
    let evaluators = try SearchEvaluators(
      network, from: store, trees: trees, simulations: simulations, maximumBatch: maximumBatch,
      selection: device.savedSelection)
    var generator = SeededGenerator(seed: 1)
    let size = configuration.observationShape.reduce(1, *)
    evaluators.setObservations(
      .numbers((0..<trees * size).map { _ in Float.random(in: 0..<1, using: &generator) }))
    return evaluators.evaluators
  }
}
