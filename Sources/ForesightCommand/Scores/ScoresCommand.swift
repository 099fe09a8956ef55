import ArgumentParser
import Common
import Foundation
import Telemetry

struct ScoresCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scores", abstract: "Shows what runs have reached beside published scores.",
    discussion: """
      Of Atari's 57 games: random play, people, SimPLe, Ape-X, R2D2 and MuZero. Of PlaNet's six tasks of DeepMind Control: \
      A3C, D4PG, PlaNet, and plans in the true simulator. A run's score is that of its newest evaluation; runs in the same \
      task are averaged. Scores in Atari are compared in percent from random play to a person's.
      """)

  @Argument(help: ArgumentHelp("The runs' folders; the newest run unless given.", valueName: "run"))
  var paths: [String] = []

  @Option(
    help: ArgumentHelp(
      "Write the bars to this file, too: as a PNG or in SVG, by its ending.", valueName: "file.png|file.svg"))
  var output: String?

  @Flag(help: "Print a line of JSON for each run, then for each agent's median and mean, and no bars.")
  var json = false

  /// The extension of a file's name, without the dot.
  private static func ending(of file: String) -> String {
    URL(fileURLWithPath: file).pathExtension.lowercased()
  }

  func validate() throws {
    guard let output, !["png", "svg"].contains(Self.ending(of: output)) else { return }
    throw ValidationError("--output is \(output.quoted), but must end with .png or .svg")
  }

  func run() throws {
    let folders = try paths.isEmpty ? [RunFolder.newest()] : paths.map { try RunFolder(existing: $0) }
    let scores = try folders.map(RunScore.init)
    let sheets = RunScore.Suite.allCases.compactMap { suite in
      let members = scores.filter { $0.suite == suite }
      return members.isEmpty ? nil : ScoreSheet(suite, members)
    }
    if let output {
      guard sheets.count == 1 else {
        throw ValidationError(
          "--output draws runs of Atari or of DeepMind Control, not of both; leave out some")
      }
      let chart = sheets[0].chart
      try FileReplacement.write(
        bytes: Self.ending(of: output) == "png" ? chart.png : Array(chart.svg.utf8), to: output)
    }
    if json { return try sheets.forEach { for line in try $0.json { print(line) } } }
    let width = max(40, Terminal.width(of: 1) - 1)
    for (index, sheet) in sheets.enumerated() {
      if index > 0 { print() }
      for line in sheet.table { print(line) }
      print()
      for line in sheet.chart.lines(width: width) { print(line) }
    }
  }
}
