import TestSupport
import Testing

/// Options of `bench`, `inspect` and `tune` that are too large, or too small.
@Suite struct OptionRangeTests {
  @Test(arguments: [
    ["bench", "kernels", "--repeat"], ["bench", "search", "--repeat"], ["bench", "search", "--trees"],
    ["bench", "search", "--simulations"], ["bench", "search", "--groups"], ["bench", "search", "--threads"],
    ["bench", "search", "--maximum-batch"], ["bench", "search", "--hidden"], ["bench", "plan", "--repeat"],
    ["bench", "plan", "--candidates"], ["bench", "plan", "--horizon"], ["bench", "muzero-train", "--steps"],
    ["bench", "muzero-train", "--batch"], ["bench", "muzero-train", "--unroll"],
    ["bench", "muzero-train", "--blocks"], ["bench", "planet-train", "--steps"],
    ["bench", "planet-train", "--batch"], ["inspect", "graph", "muzero", "--runs"],
  ]) func areNamedWithTheirRange(_ words: [String]) throws {
    for value in ["-1", "9223372036854775807"] {
      let run = try ForesightProcess(words + [value])
      #expect(run.status == 1 && run.output.isEmpty, "\(words) \(value): \(run.status)")
      #expect(run.errors.contains("\(words.last!) is \(value), but must be "), "\(run.errors)")
    }
  }

  @Test func whatIsNoPresetIsRefusedByTune() throws {
    let run = try ForesightProcess(["tune", "--preset", "nothing"])
    #expect(run.status == 1 && run.errors.contains("no preset is named \"nothing\""), "\(run.errors)")
  }
}
