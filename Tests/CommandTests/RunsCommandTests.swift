import Foundation
import TestSupport
import Testing

/// `foresight runs`, `show` of several, and `export`.
@Suite struct RunsCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.file("runs"), withIntermediateDirectories: false)
    for (name, run) in [("a", TinyRun.cartPole), ("b", TinyRun.ticTacToe), ("c", TinyRun.pendulum)] {
      try FileManager.default.copyItem(atPath: try run.get().path, toPath: folder.file("runs/\(name)"))
    }
  }

  private func run(_ arguments: String...) throws -> String {
    let process = try ForesightProcess(arguments, folder: folder.path)
    #expect(process.status == 0 && process.errors.isEmpty, "\(process.errors)")
    return process.output
  }

  @Test func runsAreListed() throws {
    try FileManager.default.removeItem(atPath: folder.file("runs/c/checkpoints"))
    let lock = open(folder.file("runs/b/lock"), O_RDWR)
    try #require(flock(lock, LOCK_EX | LOCK_NB) == 0)
    defer { close(lock) }
    try "nonsense: [".write(toFile: folder.file("runs/note.txt"), atomically: true, encoding: .utf8)
    let lines = try run("runs").split(separator: "\n").map { $0.replacing(#/ {2,}/#, with: "|") }
    #expect(lines.first == "run|agent|environment|seed|steps|result|state")
    #expect(lines.count == 4)
    #expect(
      lines.contains { $0.contains(/^runs\/a\|muzero\|cartpole\|3\|96 of 96\|mean return .*\|finished$/) })
    #expect(lines.contains { $0.contains(/^runs\/b\|muzero\|tic-tac-toe\|3\|96 of 96\|score .*\|training$/) })
    #expect(
      lines.contains { $0.contains(/^runs\/c\|planet\|pendulum\|3\|400 of 400\|mean return .*\|begun$/) })
    let none = try ForesightProcess(["runs", "elsewhere"], folder: folder.path)
    #expect(none.status == 1 && none.errors.contains("there is no run in elsewhere"))
  }

  @Test func runsAreShownInOneChart() throws {
    try FileManager.default.copyItem(atPath: folder.file("runs/a"), toPath: folder.file("runs/d"))
    let configuration = folder.file("runs/d/configuration.yaml")
    let text = try String(contentsOfFile: configuration, encoding: .utf8)
    try text.replacing("seed: 3", with: "seed: 4").write(
      toFile: configuration, atomically: true, encoding: .utf8)
    let both = try run("show", "runs/a", "runs/d")
    #expect(both.contains("cartpole, 2 runs, median (range)"), "\(both)")
    #expect(both.contains("return of episodes in training") && both.contains(#/ \([0-9.]+ to [0-9.]+\)/#))
    let three = try run("show", "runs/a", "runs/d", "runs/b")
    #expect(
      three.contains("━ cartpole\n━ tic-tac-toe\n") && three.contains("tic-tac-toe, 1 run\n"), "\(three)")
    #expect(try run("show", "runs/b").contains("first player's outcome of games in self-play"))
  }

  @Test func aRunIsExported() throws {
    let tables = try run("export", "runs/a", "--csv").split(separator: "\n")
    #expect(tables == ["metrics", "episodes", "evaluations"].map { "runs/a/export/\($0).csv" })
    let metrics = try String(contentsOfFile: folder.file("runs/a/export/metrics.csv"), encoding: .utf8)
    #expect(metrics.hasPrefix("name,step,wall,value\r\n") && metrics.contains("\r\nloss,96,"))
    let events = try run("export", "runs/c", "--tensorboard", "--to", "board")
    #expect(events.hasPrefix("board/events.out.tfevents."))
    let bytes = try Data(
      contentsOf: URL(filePath: folder.file(events.trimmingCharacters(in: .whitespacesAndNewlines))))
    #expect(bytes.range(of: Data("pictures/episode".utf8)) != nil)
    #expect(bytes.range(of: Data("GIF89a".utf8)) != nil)
    let neither = try ForesightProcess(["export", "runs/a"], folder: folder.path)
    #expect(neither.status == 1, "\(neither.output)")
  }

  @Test func aRunIsFollowedWhileItTrains() throws {
    let extended = try ForesightProcess(
      [
        "train", "--resume", "--run", "runs/a", "--device", "cpu", "--set", "telemetry.tensorboard=true",
        "--set",
        "training.environmentSteps=160",
      ], folder: folder.path)
    #expect(extended.status == 0, "\(extended.errors)")
    let board = folder.file("runs/a/tensorboard")
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: board).first)
    let followed = try Data(contentsOf: URL(filePath: "\(board)/\(name)"))
    let exported = try run("export", "runs/a", "--tensorboard", "--to", "again")
    let whole = try Data(
      contentsOf: URL(filePath: folder.file(exported.trimmingCharacters(in: .whitespacesAndNewlines))))
    // The same events in another order.
    #expect(followed.count == whole.count)
  }
}
