import ArgumentParser
import Benchmarks
import Device
import MuZero
import Networks
import Operations
import Randomness
import Search
import Tensors

extension SearchPlace: ExpressibleByArgument {}

/// The evaluator of a benchmark's searches and its sizes, with the names and defaults of other tools'
/// benchmarks.
struct SearchNetSizes: ParsableArguments {
  enum Net: String, ExpressibleByArgument, CaseIterable {
    case mlp, resnet
    /// No networks: what remains is the host's work.
    case null
  }

  @Option(
    help:
      "What evaluates the leaves: \(Net.allCases.map(\.rawValue).joined(separator: ", ")), of which null does nothing."
  )
  var net = Net.mlp

  @OptionGroup var networks: NetworkSizes

  @Option(
    help: ArgumentHelp(
      "Take the networks and their actions from a preset: \(MuZeroPreset.all.map(\.name).joined(separator: ", ")).",
      valueName: "name"))
  var preset: String?

  @Option(
    help:
      "Where trees are searched: \(SearchPlace.allCases.map(\.rawValue).joined(separator: ", ")); automatic is the device where the networks have a row program."
  )
  var place = SearchPlace.automatic

  func validate() throws {
    for (name, value) in networks.positive where !(1...1 << 16).contains(value) {
      throw ValidationError("\(name) is \(value), but must be 1 to \(1 << 16)")
    }
    if !(0...1024).contains(networks.blocks) {
      throw ValidationError("--blocks is \(networks.blocks), but must be 0 to 1024")
    }
    if let preset {
      try PresetChoice.check(preset, among: MuZeroPreset.all.map(\.name), instead: values) {
        try Self.parse([]).values.map(\.value)
      }
    }
    if let fault = configuration?.fault { throw ValidationError(fault) }
  }

  private var values: [(name: String, value: String)] {
    networks.positive.map { ($0.name, "\($0.value)") } + [
      ("--blocks", "\(networks.blocks)"), ("--net", net.rawValue),
    ]
  }

  /// The name of the selected preset, or of the selected kind of networks.
  var name: String { preset ?? net.rawValue }

  /// The number of actions of a node.
  var actions: Int { configuration?.actions ?? networks.actions }

  /// The selected networks; nil for none.
  private var configuration: MuZeroNetworkConfiguration? {
    if let preset = preset.flatMap(MuZeroPreset.named) { return preset.network }
    return switch net {
    case .null: nil
    case .mlp: networks.perceptron
    case .resnet: networks.residual
    }
  }

  /// The row program by which `info`'s device infers the leaves of this many trees. Throws if the networks
  /// have none.
  func rowProgram(trees: Int, info: DeviceInfo) throws -> RowProgram {
    guard let configuration else { throw nothingInferred }
    let network = MuZeroNetwork(ModelBuilder(), configuration)
    return try NetworkEvaluator.rowProgram(network, trees: trees, info: info)
  }

  /// The row program by which `info`'s device infers the roots of this many trees. Throws if roots are
  /// inferred as a batch.
  func rootProgram(trees: Int, info: DeviceInfo) throws -> RowProgram {
    guard let configuration else { throw nothingInferred }
    let network = MuZeroNetwork(ModelBuilder(), configuration)
    return try NetworkEvaluator.rootProgram(network, trees: trees, info: info)
  }

  /// The launches of a search of this many trees: one on the device, or else those of a batch of leaves.
  func searchSteps(trees: Int, simulations: Int, device: any Device) throws -> [Executable.Step] {
    guard let configuration else { throw nothingInferred }
    return try configuration.searchSteps(
      trees: trees, simulations: simulations, device: device,
      context: device.executionContext.operations())
  }

  private var nothingInferred: ValidationError {
    ValidationError("--net null infers nothing; choose other networks, or a --preset")
  }

  /// The evaluator for this many trees and simulations, with random observations.
  func evaluator(device option: DeviceOption, trees: Int, simulations: Int, maximumBatch: Int) throws
    -> any Evaluator
  {
    guard let configuration else { return NullEvaluator(actions: actions) }
    let device = try option.select()
    let builder = ModelBuilder()
    let network = MuZeroNetwork(builder, configuration)
    let store = try ModelStore(builder, device: device)
    try store.initialize(seed: 1)
    let snapshot = try SnapshotEvaluator(
      network, from: store, trees: trees, simulations: simulations, maximumBatch: maximumBatch,
      context: device.executionContext, place: place)
    var generator = SplitMix64(seed: 1)
    let size = configuration.observationShape.reduce(1, *)
    snapshot.setObservations(
      .numbers((0..<trees * size).map { _ in Float.random(in: 0..<1, using: &generator) }))
    return snapshot.evaluator
  }
}
