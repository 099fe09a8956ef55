import ArgumentParser
import Telemetry

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Writes a run's record as tables, or for TensorBoard.",
    discussion: "With telemetry.tensorboard=true a run writes for TensorBoard while it trains.")

  enum Format: String, EnumerableFlag {
    case csv, tensorboard

    static func help(for value: Format) -> ArgumentHelp? {
      switch value {
      case .csv: "Write metrics.csv, episodes.csv and evaluations.csv."
      case .tensorboard: "Write scalars and pictures as a file of events."
      }
    }
  }

  @OptionGroup var chosen: RunOption

  @Flag var format: Format

  @Option(
    help: ArgumentHelp(
      "Where to: a folder; by default export/ or tensorboard/ in the run's.", valueName: "folder"))
  var to: String?

  func run() throws {
    let folder = try chosen.folder()
    let record = try MetricsRecord(reading: folder.metrics)
    switch format {
    case .csv:
      for path in try MetricsTables.write(record, to: to ?? "\(folder.path)/export") { print(path) }
    case .tensorboard:
      let target = to ?? TensorBoardLog.standardFolder(of: folder)
      print(try TensorBoardLog(of: folder, record: record, in: target).file)
    }
  }
}
