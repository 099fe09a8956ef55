import ArgumentParser
import PlaNet

/// The sizes of a PlaNet training step, with the names and defaults of other tools' benchmarks. The model is
/// the paper's.
struct PlaNetSizes: ParsableArguments {
  @Option(help: "The number of sequences of a step.")
  var batch = 10

  @OptionGroup var parts: MicroBatchOption

  @Option(help: "The number of steps of a sequence.")
  var length = 20

  @Option(help: "The number of dimensions of an action.")
  var action = 1

  @Option(help: ArgumentHelp("Take all sizes from a preset of planet.", valueName: "name"))
  var preset: String?

  func validate() throws {
    try OptionRange.check(values)
    let work = try work
    if preset != nil {
      try PresetChoice.check(
        instead: values.map { ($0.name, "\($0.value)") },
        defaults: try Self.parse([]).values.map { "\($0.value)" })
    }
    try parts.check(batch: work.settings.learner.batch)
  }

  private var values: [OptionRange.Option] {
    [("--batch", batch, 1...1 << 20), ("--length", length, 1...1024), ("--action", action, 1...1 << 20)]
  }

  /// The work of the selected sizes.
  var work: PlaNetWork {
    get throws {
      var work: PlaNetWork
      if let preset {
        work = try PlaNetWork(PresetChoice.settings(of: preset))
      } else {
        var settings = PlaNetSettings()
        settings.network.activation = .elu
        (settings.learner.batch, settings.learner.chunkLength) = (batch, length)
        settings.learner.microBatch = .sequences(batch)
        work = PlaNetWork(
          settings,
          observations: .init(shape: PlaNetConfiguration.Observation.image.shape, element: .float32),
          actionSize: action)
      }
      work.settings.learner.microBatch = parts.setting(else: work.settings.learner.microBatch)
      return work
    }
  }
}
