import ArgumentParser
import Benchmarks
import Device
import MuZero
import Networks
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
      "Take the networks, their actions and the searches' sizes from a preset of muzero.", valueName: "name"))
  var preset: String?

  @Option(
    help:
      "The number of trees that are searched at once (default: those of a group of the preset's environments, else 64)."
  )
  var trees: Int?

  @Option(help: "The number of simulations of each tree (default: the preset's, else 50).")
  var simulations: Int?

  @Option(
    help:
      "Where trees are searched: \(SearchPlace.allCases.map(\.rawValue).joined(separator: ", ")); automatic is the device where the networks have a row program (default: the preset's, else automatic)."
  )
  var place: SearchPlace?

  func validate() throws {
    for (name, value) in networks.positive where !(1...1 << 16).contains(value) {
      throw ValidationError("\(name) is \(value), but must be 1 to \(1 << 16)")
    }
    if !(0...1024).contains(networks.blocks) {
      throw ValidationError("--blocks is \(networks.blocks), but must be 0 to 1024")
    }
    try OptionRange.check(
      ("--trees", trees ?? 1, OptionRange.parts),
      ("--simulations", simulations ?? 1, SimulationCounts.allowed))
    let work = try work
    if preset != nil {
      try PresetChoice.check(instead: values, defaults: try Self.parse([]).values.map(\.value))
    }
    if infers, let fault = work.network.fault { throw ValidationError(fault) }
    if let fault = SearchCapacity.fault(
      trees: trees ?? work.settings.maximumTrees, simulations: try usedSimulations, actions: try actions)
    {
      throw ValidationError("\(fault); ask for fewer --trees, --simulations or --actions")
    }
  }

  private var values: [(name: String, value: String)] {
    networks.positive.map { ($0.name, "\($0.value)") } + [
      ("--blocks", "\(networks.blocks)"), ("--net", net.rawValue),
    ]
  }

  /// The name of the selected preset, or of the selected kind of networks.
  var name: String { preset ?? net.rawValue }

  private var infers: Bool { preset != nil || net != .null }

  /// The work of the selected sizes, of whose parts only searches are meant.
  private var work: MuZeroWork {
    get throws {
      try preset.map { try MuZeroWork(PresetChoice.settings(of: $0)) }
        ?? networks.work(net == .resnet ? .residual : .perceptron)
    }
  }

  /// The number of actions of a node.
  var actions: Int { get throws { try work.network.actions } }

  /// The number of simulations of each tree.
  var usedSimulations: Int { get throws { try simulations ?? work.settings.search.simulations } }

  /// The number of trees that are searched at once on `info`'s device.
  func usedTrees(on info: @autoclosure () throws -> DeviceInfo) throws -> Int {
    if let trees { return trees }
    let work = try work
    return try infers ? work.trees(on: info()) : work.settings.maximumTrees
  }

  /// The row program by which `info`'s device infers the leaves of the trees. Throws if the networks have none.
  func rowProgram(on info: DeviceInfo) throws -> RowProgram {
    try NetworkEvaluator.rowProgram(network(), trees: usedTrees(on: info), info: info)
  }

  /// The row program by which `info`'s device infers the roots of the trees. Throws if roots are inferred as a batch.
  func rootProgram(on info: DeviceInfo) throws -> RowProgram {
    try NetworkEvaluator.rootProgram(network(), trees: usedTrees(on: info), info: info)
  }

  /// The launches of a search: one on the device, or else those of a batch of leaves.
  func searchSteps(device: any Device) throws -> [Executable.Step] {
    guard infers else { throw nothingInferred }
    return try work.searchSteps(trees: trees, simulations: simulations, device: device)
  }

  private func network() throws -> MuZeroNetwork {
    guard infers else { throw nothingInferred }
    return MuZeroNetwork(ModelBuilder(), try work.network)
  }

  private var nothingInferred: ValidationError {
    ValidationError("--net null infers nothing; choose other networks, or a --preset")
  }

  /// The evaluator for this many trees, with random observations.
  func evaluator(device option: DeviceOption, trees: Int, maximumBatch: Int) throws -> any Evaluator {
    guard infers else { return NullEvaluator(actions: try actions) }
    return try work.evaluator(
      device: option.select(), trees: trees, simulations: usedSimulations, maximumBatch: maximumBatch,
      place: place)
  }
}
