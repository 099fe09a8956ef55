import ArgumentParser
import Foundation
import Telemetry

/// `foresight runs`: lists the runs.
struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs", abstract: "Lists runs: agent, environment, steps, result and state.")

  @Argument(help: ArgumentHelp("The folder that the runs are in.", valueName: "folder"))
  var parent = RunFolder.defaultParent

  func run() throws {
    let runs = RunFolder.all(in: parent)
    guard !runs.isEmpty else {
      _ = try RunFolder.newest(in: parent)
      return
    }
    let rows = [RunListing.head] + runs.map { RunListing(of: $0).cells }
    let widths = RunListing.head.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    for row in rows {
      let padded = zip(row.dropLast(), widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
      print((padded + row.suffix(1)).joined(separator: "  "))
    }
  }
}
