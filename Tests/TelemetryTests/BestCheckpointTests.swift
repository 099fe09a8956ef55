import Foundation
import TestSupport
import Testing

@testable import Telemetry

@Suite struct BestCheckpointTests {
  private func keep(
    _ mean: Double, step: Int, opponent: String = "", in folder: CheckpointFolder
  ) throws {
    let row = EvaluationRow(
      step: step, simulations: 5, opponent: opponent, episodes: 1, seed: 3, mean: mean, standardError: .nan,
      wall: 1)
    try BestCheckpoint.keep(row, in: folder) {
      try Data("\(step)".utf8).write(to: URL(filePath: "\($0)/model"))
    }
  }

  @Test func theBestStays() throws {
    let temporary = try TemporaryFolder()
    let folder = CheckpointFolder(path: temporary.path)
    for (mean, step, expected) in [(3.0, 10, 10), (2, 20, 10), (3, 30, 30), (-1, 40, 30), (5, 50, 50)] {
      try keep(mean, step: step, in: folder)
      #expect(folder.entries.map(\.step) == [expected])
    }
    // A run that goes on from before finds the same once more.
    try keep(5, step: 50, in: folder)
    #expect(folder.entries.map(\.attempt) == [1])
    let entry = try #require(folder.latest)
    #expect(try folder.check(entry))
    let row = try #require(BestCheckpoint.evaluation(of: entry))
    #expect(row.mean == 5 && row.standardError.isNaN && row.seed == "3" && row.simulations == 5)
    #expect(row.text == "mean return 5.0 over 1 episode")
  }

  @Test func evaluationsOfAnotherKindDoNotCompare() throws {
    let temporary = try TemporaryFolder()
    let folder = CheckpointFolder(path: temporary.path)
    try keep(0.9, step: 100, opponent: "random", in: folder)
    try keep(0.2, step: 50, opponent: "mcts:9", in: folder)
    #expect(folder.entries.map(\.step) == [50])
    #expect(
      BestCheckpoint.evaluation(of: try #require(folder.latest))?.text
        == "score 0.200 against mcts:9 over 1 game")
  }
}
