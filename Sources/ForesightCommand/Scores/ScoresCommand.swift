import ArgumentParser
import Common
import Foundation
import Telemetry

/// `foresight scores`: runs beside what was published.
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

  @Option(help: ArgumentHelp("Write the bars as a picture to this file, too.", valueName: "file"))
  var svg: String?

  func run() throws {
    let folders = try paths.isEmpty ? [RunFolder.newest()] : paths.map { try RunFolder(existing: $0) }
    let scores = try folders.map(RunScore.init)
    let sheets = RunScore.Suite.allCases.compactMap { suite in
      let members = scores.filter { $0.suite == suite }
      return members.isEmpty ? nil : ScoreSheet(suite, members)
    }
    if let svg {
      guard sheets.count == 1 else {
        throw ValidationError("--svg draws runs of Atari or of DeepMind Control, not of both; leave out some")
      }
      try FileReplacement.write(sheets[0].chart.svg, to: svg)
    }
    let width = max(40, Terminal.width(of: 1) - 1)
    for (index, sheet) in sheets.enumerated() {
      if index > 0 { print() }
      for line in sheet.table { print(line) }
      print()
      for line in sheet.chart.lines(width: width) { print(line) }
    }
  }
}
