import ArgumentParser
import MuZero

/// The sizes of a MuZero training step, with the names and defaults of other tools' benchmarks.
struct MuZeroSizes: ParsableArguments {
  enum Net: String, ExpressibleByArgument, CaseIterable {
    case mlp, resnet
  }

  @Option(help: "The networks: \(Net.allCases.map(\.rawValue).joined(separator: " or ")).")
  var net = Net.mlp

  @Option(help: "The number of sequences of a step.")
  var batch = 128

  @OptionGroup var parts: MicroBatchOption

  @OptionGroup var networks: NetworkSizes

  @Option(help: "The number of unrolled steps.")
  var unroll = 5

  @Option(help: ArgumentHelp("Take all sizes from a preset of muzero.", valueName: "name"))
  var preset: String?

  func validate() throws {
    try OptionRange.check(values)
    let work = try work
    if preset != nil {
      let defaults = try Self.parse([])
      try PresetChoice.check(
        instead: values.map { ($0.name, "\($0.value)") } + [("--net", net.rawValue)],
        defaults: defaults.values.map { "\($0.value)" } + [defaults.net.rawValue])
    } else if let fault = work.network.fault {
      throw ValidationError(fault)
    }
    try parts.check(batch: work.settings.learner.batch)
  }

  private var values: [OptionRange.Option] {
    let sizes = 1...1 << 20
    return [("--batch", batch, sizes)] + networks.positive.map { ($0.name, $0.value, sizes) } + [
      ("--blocks", networks.blocks, 0...1024), ("--unroll", unroll, 1...1024),
    ]
  }

  /// The work of the selected sizes.
  var work: MuZeroWork {
    get throws {
      var work: MuZeroWork
      if let preset {
        work = try MuZeroWork(PresetChoice.settings(of: preset))
      } else {
        work = networks.work(net == .mlp ? .perceptron : .residual)
        (work.settings.learner.batch, work.settings.learner.unrollSteps) = (batch, unroll)
        work.settings.learner.microBatch = .sequences(batch)
      }
      work.settings.learner.microBatch = parts.setting(else: work.settings.learner.microBatch)
      return work
    }
  }
}
