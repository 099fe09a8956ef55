import Foundation
import TestSupport
import Testing

/// Batches that a device's memory does not hold.
@Suite struct MicroBatchCommandTests {
  private static let settings = [
    "learner.batch=16384", "network.hidden=[256]", "learner.firstSteps=20", "learner.samplesPerState=150",
    "selfPlay.environments=8", "search.simulations=2", "evaluation.episodes=0",
    "training.environmentSteps=300",
  ]

  /// PoCL is told that it has one gigabyte. The run says in how many parts batches are computed, and keeps their size where
  /// there is more.
  @Test func partsAreSaidAndKept() throws {
    let folder = try TemporaryFolder()
    let run = ["--run", folder.file("run"), "--device", "cpu"]
    let small = try ForesightProcess(
      ["train", "cartpole"] + run + Self.settings.flatMap { ["--set", $0] },
      environment: ["POCL_MEMORY_LIMIT": "1"])
    #expect(small.status == 0, "\(small.errors)")
    let line = try #require(small.output.split(separator: "\n").first { $0.contains("learner.microBatch") })
    let found = try #require(
      line.firstMatch(of: #/a batch of 16384 is computed in ([0-9]+) parts of ([0-9]+) /#))
    let (parts, size) = (try #require(Int(found.1)), try #require(Int(found.2)))
    #expect(parts > 1 && parts * size == 16384)

    let longer = try ForesightProcess(
      ["train", "--resume", "--set", "training.environmentSteps=400"] + run)
    #expect(longer.status == 0 && longer.output.contains(line), "\(longer.output) \(longer.errors)")

    let other = try ForesightProcess(
      ["train", "--resume", "--set", "training.environmentSteps=500", "--set", "learner.microBatch=16384"]
        + run)
    #expect(
      other.status == 0 && !other.output.contains("learner.microBatch"), "\(other.output) \(other.errors)")
  }
}
