import ArgumentParser
import Common
import Telemetry

struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows a run: its summary and its curves; or several in one chart.",
    discussion: "It can be shown while it trains.")

  @Argument(
    help: ArgumentHelp(
      "The run's folder; the newest run unless given. Several are shown in one chart, where runs that differ in their seed alone are one curve: their median and range.",
      valueName: "run"))
  var paths: [String] = []

  @Flag(
    help: "List the run's pictures instead: videos of evaluations and games, and of PlaNet's imagination.")
  var pictures = false

  func validate() throws {
    if pictures && paths.count > 1 { throw ValidationError("--pictures lists those of one run; name one") }
  }

  func run() throws {
    if paths.count > 1 {
      let comparison = try RunComparison(of: try paths.map { try RunFolder(existing: $0) })
      let width = max(20, Terminal.width(of: 1) - 1)
      let hasColor = Terminal(descriptor: 1).hasColor
      for line in comparison.lines(width: width, height: 16, hasColor: hasColor) { print(line) }
      return
    }
    let folder = try paths.first.map { try RunFolder(existing: $0) } ?? RunFolder.newest()
    if pictures {
      let files = try folder.pictureFiles
      for path in files { print(path) }
      if files.isEmpty {
        print("there are none yet; `\(ProgramName.text) evaluate \(folder.path)` makes some")
      }
      return
    }
    let summary = try RunSummary(of: folder)
    for line in summary.lines { print(line) }
    for chart in try RunCurves(of: folder).charts {
      print()
      for line in chart.lines(width: max(20, Terminal.width(of: 1) - 1), height: 8) { print(line) }
    }
  }
}
