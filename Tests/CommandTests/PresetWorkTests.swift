import TestSupport
import Testing

/// The device's part of every preset's run: its sizes are those of its settings.
@Suite struct PresetWorkTests {
  /// No Python is needed: this one is none.
  private static let environment = ["FORESIGHT_PYTHON": "/dev/null"]

  private func inspect(_ arguments: String...) throws -> ForesightProcess {
    try ForesightProcess(["inspect"] + arguments, environment: Self.environment)
  }

  /// The names that `foresight presets` lists; lines below them are indented.
  private func presets() throws -> [String] {
    let list = try ForesightProcess(["presets"], environment: Self.environment)
    #expect(list.status == 0 && !list.output.contains("cannot begin here"), "\(list.output)")
    return list.output.split(separator: "\n").filter { !$0.hasPrefix(" ") }.map {
      String($0.prefix { $0 != " " })
    }
  }

  @Test func everyNameIsKnown() throws {
    let names = try presets()
    #expect(names.count >= 32)
    for name in names {
      // What comes after the name is refused.
      let process = try inspect("graph", "train", "--preset", name, "--as", "h200", "--batch", "0")
      #expect(process.errors.contains("--batch is 0, but must be 1 to"), "\(name): \(process.errors)")
    }
    let unknown = try inspect("programs", "--preset", "nothing", "--output", "/nowhere")
    #expect(unknown.status == 1)
    #expect(
      unknown.errors.contains(
        "no preset is named \"nothing\"; there are \((names + ["mlp", "resnet", "planet"]).joined(separator: ", "))\n"
      ), "\(unknown.errors)")
  }

  /// Those whose moves are encoded by large tables take a minute in a build for debugging.
  private static let slow: Set = ["chess", "shogi", "paper/board", "paper/chess", "paper/shogi"]

  @Test func trainingStepsAreListed() throws {
    for name in try presets() where !Self.slow.contains(name) {
      let process = try inspect("graph", "train", "--preset", name, "--as", "h200")
      #expect(process.status == 0 && process.errors.isEmpty, "\(name): \(process.errors)")
      let last = process.output.split(separator: "\n").last ?? ""
      #expect(last.hasPrefix("arithmetic in launches of 100 work-groups or more"), "\(name): \(last)")
      // A batch of these takes more than the device has.
      let isSplit = process.output.hasPrefix("a batch is computed in ")
      #expect(isSplit == ["paper/atari", "paper/atari-reanalyze"].contains(name), "\(name)")
    }
  }

  /// Searches have as many trees as a run's, and as many simulations.
  @Test func searchesAreThoseOfRuns() throws {
    let sizes = [
      ("go9", "128", "100"), ("tic-tac-toe", "64", "25"), ("atari-small", "8", "16"),
      ("cartpole-reanalyze", "514", "50"),
    ]
    for (name, trees, simulations) in sizes {
      let arguments = ["graph", "inference", "--preset", name, "--as", "h200"]
      let run = try ForesightProcess(["inspect"] + arguments, environment: Self.environment)
      #expect(run.status == 0, "\(run.errors)")
      func output(_ trees: String, _ simulations: String) throws -> String {
        try ForesightProcess(
          ["inspect"] + arguments + ["--trees", trees, "--simulations", simulations],
          environment: Self.environment
        ).output
      }
      #expect(try output(trees, simulations) == run.output, "\(name)")
      #expect(try output("61", simulations) != run.output, "\(name)")
    }
  }
}
