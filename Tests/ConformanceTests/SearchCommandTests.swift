import Foundation
import TestSupport
import Testing

/// The benchmarks of searches: what they print, and what they refuse.
@Suite struct SearchCommandTests {
  /// A run's line of JSON.
  private func report(_ arguments: [String]) throws -> [String: Any] {
    let run = try ForesightProcess(["bench"] + arguments + ["--repeat", "1", "--device", "cpu", "--json"])
    #expect(run.status == 0, "\(run.errors)")
    return try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
  }

  @Test func theNullSearchIsTimed() throws {
    let report = try report([
      "search", "--net", "null", "--trees", "9", "--simulations", "5", "--actions", "3",
    ])
    #expect(report["bytes_per_node"] as? Int == 64 && (report["host_us"] as? Double ?? 0) > 0)
    #expect((report["batch_sizes"] as? [[String: Int]]) == [["size": 9, "batches": 5]])
    #expect(report["device_us"] as? Double == 0)
  }

  @Test(arguments: [("cartpole", 2), ("tic-tac-toe", 9)], ["host", "device"])
  func aSearchWithAPresetSaysWhereTimeWent(search: (preset: String, actions: Int), place: String) throws {
    let (preset, actions) = search
    let report = try report([
      "search", "--preset", preset, "--trees", "3", "--simulations", "4", "--place", place,
    ])
    #expect(report["place"] as? String == place)
    // On the device launches are as long as the time of earlier ones lets them be.
    let launches = try #require(report["launches_per_simulation"] as? Double)
    #expect(place == "host" ? launches == 1 : (0.25...1).contains(launches), "\(launches)")
    #expect(report["net"] as? String == preset && report["actions"] as? Int == actions)
    #expect(report["trees"] as? Int == 3 && report["simulations"] as? Int == 4)
    func number(_ key: String) throws -> Double { try #require(report[key] as? Double, "\(key)") }
    let ofHost = place == "host" ? ["descent_us", "back_up_us"] : []
    for key in ["ms", "simulations_per_s", "host_us"] + ofHost {
      #expect(try number(key) > 0, "\(key)")
    }
    let parts = try [number("upload_us"), number("device_us"), number("download_us")]
    #expect(parts.allSatisfy { $0 > 0 })
    let evaluation = try number("inference_us")
    #expect(parts.reduce(0, +) <= evaluation + 0.001)
  }

  /// Those of a run, where none are given; pictures are bytes.
  @Test(arguments: [("tic-tac-toe", 64, 25, 9), ("atari-small", 8, 16, 4)])
  func aPresetHasTreesAndSimulations(preset: String, trees: Int, simulations: Int, actions: Int) throws {
    let report = try report(["search", "--preset", preset])
    #expect(report["trees"] as? Int == trees && report["simulations"] as? Int == simulations)
    #expect(report["actions"] as? Int == actions)
  }

  @Test func aSearchForPlansTakesAPreset() throws {
    let report = try report([
      "plan", "--preset", "pendulum-vector", "--candidates", "20", "--top", "4", "--horizon", "2",
      "--iterations",
      "2",
    ])
    #expect(report["candidates"] as? Int == 20 && report["envs"] as? Int == 1)
    #expect((report["ms"] as? Double ?? 0) > 0 && (report["plans_per_s"] as? Double ?? 0) > 0)
  }

  @Test(arguments: [
    (["search", "--trees", "0"], "--trees is 0, but must be 1 to 1048576"),
    (["search", "--preset", "nosuch"], "no preset is named \"nosuch\"; there are cartpole, "),
    (
      ["search", "--preset", "shogo"],
      "no preset is named \"shogo\"; did you mean \"shogi\"? There are cartpole, "
    ),
    (["search", "--preset", "pendulum"], "the preset pendulum is of planet; those of muzero are cartpole, "),
    (["search", "--preset", "cartpole", "--actions", "3"], "--actions cannot be given with --preset"),
    (["search", "--preset", "cartpole", "--net", "null"], "--net cannot be given with --preset"),
    (["search", "--blocks", "1025"], "--blocks is 1025"),
    (["search", "--trees", "1000000", "--simulations", "5000"], "more than 32 bits count"),
    (
      ["search", "--net", "resnet", "--trees", "16384", "--simulations", "800"],
      "nodes take "
    ),
    (["plan", "--preset", "chess"], "the preset chess is of muzero; those of planet are pendulum, "),
    (["plan", "--preset", "pendulum-vector", "--belief", "3"], "--belief cannot be given with --preset"),
    (["plan", "--top", "1001"], "--top is 1001"),
  ])
  func whatCannotBeDoneIsOneSentence(_ arguments: [String], _ reason: String) throws {
    let run = try ForesightProcess(["bench"] + arguments)
    #expect(run.status == 1)
    #expect(run.errors.contains(reason), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
  }
}
