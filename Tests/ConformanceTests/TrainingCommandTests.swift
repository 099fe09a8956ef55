import Foundation
import TestSupport
import Testing

/// The commands around training steps: what they print, and what they refuse.
@Suite struct TrainingCommandTests {
  private func foresight(_ arguments: [String]) throws -> ForesightProcess { try ForesightProcess(arguments) }

  private static let small = [
    "--batch", "2", "--unroll", "1", "--support", "3", "--hidden", "4", "--encoding", "3",
  ]

  @Test(arguments: [
    (["muzero-train"] + small, "positions_per_s"),
    (["muzero-train", "--preset", "atari-small"], "positions_per_s"),
    (["planet-train", "--preset", "pendulum-vector"], "frames_per_s"),
    (["planet-train", "--preset", "pendulum"], "frames_per_s"),
  ])
  func benchmarksPrintJSON(_ arguments: [String], rate: String) throws {
    let run = try foresight(["bench"] + arguments + ["--steps", "1", "--device", "cpu", "--json"])
    #expect(run.status == 0)
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    for key in ["ms", rate, "arena_bytes", "launches", "host_ms", "share"] {
      #expect(report[key] is Double, "\(key)")
    }
  }

  @Test func aGraphIsListedWithItsUpdate() throws {
    let list = try foresight(
      ["inspect", "graph", "muzero"] + Self.small + ["--runs", "1", "--device", "cpu"])
    #expect(list.status == 0)
    #expect(list.output.contains("categorical_value_loss") && list.output.contains("sgd_update"))
    #expect(list.output.contains("launches, ") && list.output.contains("arena "))
    let summary = try foresight(
      ["inspect", "graph", "muzero", "--summary"] + Self.small + ["--runs", "1", "--device", "cpu"])
    #expect(summary.output.contains("update"))
  }

  @Test(arguments: [
    (["bench", "muzero-train", "--support", "2"], "must be odd"),
    (["bench", "muzero-train", "--batch", "0"], "--batch is 0"),
    (["bench", "muzero-train", "--preset", "nosuch"], "no preset is named \"nosuch\""),
    (["bench", "muzero-train", "--preset", "cartpole", "--batch", "4"], "preset"),
    (["bench", "muzero-train", "--actions", "100000"], "action"),
    (["bench", "planet-train", "--batch", "100000"], "smaller"),
    (["inspect", "graph", "planet", "--length", "0"], "--length is 0"),
  ])
  func whatCannotBeDoneIsOneSentence(_ arguments: [String], _ reason: String) throws {
    let run = try foresight(arguments)
    #expect(run.status == 1)
    #expect(run.errors.contains(reason), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
  }
}
