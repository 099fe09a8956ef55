import Foundation
import TestSupport
import Testing

@testable import Telemetry

@Suite struct RunFolderTests {
  private let noon = Date(timeIntervalSince1970: 1_000_000_000)

  @Test func eachRunGetsTheNextFreeNumber() throws {
    let folder = try TemporaryFolder()
    let runs = folder.file("a/runs")
    let day = noon.formatted(Date.ISO8601FormatStyle(timeZone: .current).year().month().day())
    let paths = try (0..<3).map { _ in
      try RunWriter.create(name: "paper/board", in: runs, configuration: "seed: 1\n", now: noon).folder.path
    }
    #expect(paths == (1...3).map { "\(runs)/paper-board-\(day)-\($0)" })
    let run = try RunFolder(existing: paths[1])
    #expect(run.name == "paper/board" && run.started == noon)
    #expect(try String(contentsOfFile: run.configuration, encoding: .utf8) == "seed: 1\n")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: paths[1]).sorted()
        == ["best", "checkpoints", "configuration.yaml", "lock", "pictures", "replay", "run.txt"])
  }

  @Test func numbersAreNeverGivenTwice() async throws {
    let folder = try TemporaryFolder()
    let paths = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<16 {
        group.addTask {
          try RunWriter.create(name: "a", in: folder.path, configuration: "").folder.path
        }
      }
      return try await group.reduce(into: Set<String>()) { $0.insert($1) }
    }
    #expect(paths.count == 16)
  }

  @Test func theNewestIsTheOneBegunLast() throws {
    let folder = try TemporaryFolder()
    #expect(
      message { try RunFolder.newest(in: folder.path) }
        == "there is no run in \(folder.path); `foresight train cartpole` begins one")
    for (name, time) in [("b", 20.0), ("a", 30), ("c", 25)] {
      _ = try RunWriter.create(
        name: name, in: folder.path, configuration: "", now: noon.addingTimeInterval(time / 1000))
    }
    try FileManager.default.createDirectory(
      atPath: folder.file("z-2099-01-01-1"), withIntermediateDirectories: false)
    #expect(try RunFolder.newest(in: folder.path).name == "a")
  }

  @Test func aGivenFolderMustBeEmpty() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("deep/run")
    var writer: RunWriter? = try .create(at: path, name: "a", configuration: "")
    #expect(writer?.folder.path == path)
    writer = nil
    #expect(
      message { try RunWriter.create(at: path, name: "a", configuration: "") }
        == "the run \(path) exists; go on with --resume, or name another folder")
    #expect(
      message { try RunWriter.create(at: folder.path, name: "a", configuration: "") }
        == "the folder \(folder.path) is not empty and holds no run; name another folder")
    #expect(
      message { try RunWriter.resume(at: folder.path) }
        == "\(folder.path) holds no run; name the folder that `foresight train` wrote")
    #expect(
      message { try RunWriter.resume(at: folder.file("none")) }
        == "there is no run \(folder.file("none")); `foresight train` begins one")
    #expect(
      message { try RunWriter.create(at: "/proc/none", name: "a", configuration: "") }
        == "the folder /proc/none cannot be created; choose one that can be written")
  }

  @Test func whatAKilledBeginningLeftIsNoObstacle() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("run")
    _ = try RunWriter.create(at: path, name: "a", configuration: "seed: 1\n")
    try FileManager.default.moveItem(atPath: "\(path)/run.txt", toPath: "\(path)/.incomplete-run")
    try Data().write(to: URL(filePath: "\(path)/.incomplete-5"))
    let writer = try RunWriter.create(at: path, name: "b", configuration: "seed: 2\n")
    #expect(writer.folder.name == "b")
    #expect(!FileManager.default.fileExists(atPath: "\(path)/.incomplete-run"))
  }

  /// What a person keeps in a folder, under names that a run's files have as well.
  @Test(arguments: [
    "pictures/mine.png", "replay/replay-00000000.bin", "checkpoints/best.pt", "configuration.yaml", "lock",
    ".incomplete-5", "replay/", "checkpoints@",
  ]) func foreignContentIsRefusedAndStays(name: String) throws {
    let folder = try TemporaryFolder()
    let (path, other) = (folder.file("run"), folder.file("other"))
    let item = "\(path)/\(name.trimmingCharacters(in: ["/", "@"]))"
    let above = name.hasSuffix("/") ? item : (item as NSString).deletingLastPathComponent
    for place in [above, other] {
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    }
    if name.hasSuffix("@") {
      try FileManager.default.createSymbolicLink(atPath: item, withDestinationPath: other)
    } else if !name.hasSuffix("/") {
      try Data("y".utf8).write(to: URL(filePath: item))
    }
    let before = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
    #expect(
      message { try RunWriter.create(at: path, name: "a", configuration: "") }
        == "the folder \(path) is not empty and holds no run; name another folder")
    #expect(try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted() == before)
  }

  @Test func aRunThatCannotBeginRemovesWhatItMadeAlone() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.file("kept"), withIntermediateDirectories: false)
    for path in [folder.file("kept"), folder.file("new/deep/run")] {
      let writer = try RunWriter.create(at: path, name: "a", configuration: "seed: 1\n")
      for name in ["replay/replay-00000000.bin", "selection.json", "metrics.sqlite"] {
        try Data().write(to: URL(filePath: "\(path)/\(name)"))
      }
      writer.discard()
    }
    #expect(try FileManager.default.subpathsOfDirectory(atPath: folder.path) == ["kept"])
    // What came there meanwhile stays, and where it is.
    let path = folder.file("new/run")
    let writer = try RunWriter.create(at: path, name: "a", configuration: "")
    try Data().write(to: URL(filePath: "\(path)/pictures/mine.png"))
    writer.discard()
    #expect(
      try FileManager.default.subpathsOfDirectory(atPath: path).sorted() == ["pictures", "pictures/mine.png"])
  }

  @Test func aLinkOutOfTheFolderIsNotFollowed() throws {
    let folder = try TemporaryFolder()
    let (path, other) = (folder.file("run"), folder.file("other"))
    _ = try RunWriter.create(at: path, name: "a", configuration: "")
    try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: false)
    try Data().write(to: URL(filePath: "\(other)/.incomplete-mine"))
    try FileManager.default.removeItem(atPath: "\(path)/pictures")
    try FileManager.default.createSymbolicLink(atPath: "\(path)/pictures", withDestinationPath: other)
    _ = try RunWriter.resume(at: path)
    #expect(try FileManager.default.contentsOfDirectory(atPath: other) == [".incomplete-mine"])
  }

  @Test func oneProcessTrainsAtATime() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("run")
    var writer: RunWriter? = try .create(at: path, name: "a", configuration: "")
    #expect(
      message { try RunWriter.resume(at: path) }
        == "another process (\(getpid())) trains in \(path); wait for it, or stop it")
    withExtendedLifetime(writer) {}
    writer = nil
    _ = try RunWriter.resume(at: path)
  }

  @Test func resumingRemovesWhatIsIncomplete() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("run")
    let run = try RunWriter.create(at: path, name: "a", configuration: "").folder
    try FileManager.default.createDirectory(
      atPath: "\(run.checkpoints.path)/.incomplete-1/deep", withIntermediateDirectories: true)
    try Data().write(to: URL(filePath: "\(run.replay)/.incomplete-2"))
    try Data().write(to: URL(filePath: "\(run.replay)/kept"))
    _ = try RunWriter.resume(at: path)
    #expect(try FileManager.default.contentsOfDirectory(atPath: run.checkpoints.path) == [])
    #expect(try FileManager.default.contentsOfDirectory(atPath: run.replay) == ["kept"])
  }

  @Test func aMarkerMayBeRewritten() throws {
    let folder = try TemporaryFolder()
    let run = try RunWriter.create(at: folder.file("run"), name: "a b", configuration: "", now: noon).folder
    let marker = "\(run.path)/run.txt"
    let text = try String(contentsOfFile: marker, encoding: .utf8)
    for changed in [
      "\u{feff}" + text, text.replacing("\n", with: "\r\n"), text.replacing("\n", with: " \n\n"),
      text.trimmingCharacters(in: .newlines),
    ] {
      try Data(changed.utf8).write(to: URL(filePath: marker))
      #expect(try RunFolder(existing: run.path) == run, "\(changed.debugDescription)")
    }
  }

  @Test func runsOfAnotherVersionAreRefused() throws {
    let folder = try TemporaryFolder()
    try Data("version: 7\nname: a\nstarted: 2026-01-01T00:00:00.000Z\n".utf8).write(
      to: URL(filePath: folder.file("run.txt")))
    #expect(
      message { try RunFolder(existing: folder.path) }
        == "the run \(folder.path) is of version 7, but this program reads version 1; use the program that wrote it"
    )
  }
}
