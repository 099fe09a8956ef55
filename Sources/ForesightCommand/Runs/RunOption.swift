import ArgumentParser
import Telemetry

/// The argument that names a run.
struct RunOption: ParsableArguments {
  @Argument(help: ArgumentHelp("The run's folder; the newest run unless given.", valueName: "run"))
  var path: String?

  /// The named run, or the newest. Throws if there is none.
  func folder() throws -> RunFolder {
    guard let path else { return try RunFolder.newest() }
    return try RunFolder(existing: path)
  }
}
