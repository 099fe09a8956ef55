import ArgumentParser
import Telemetry

/// `foresight show`: how a run goes or went.
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows a run: its summary and its curves.",
    discussion: "It can be shown while it trains.")

  @OptionGroup var chosen: RunOption

  @Flag(help: "List the run's pictures instead: videos of evaluations, and of PlaNet's imagination.")
  var pictures = false

  func run() throws {
    let folder = try chosen.folder()
    if pictures {
      for path in try folder.pictureFiles { print(path) }
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
