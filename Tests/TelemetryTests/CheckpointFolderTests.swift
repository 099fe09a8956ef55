import Foundation
import TestSupport
import Testing

@testable import Telemetry

@Suite struct CheckpointFolderTests {
  private func write(_ text: String, _ path: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path))
  }

  @Test func theNewestAreKept() throws {
    let folder = try TemporaryFolder()
    let checkpoints = CheckpointFolder(path: folder.path)
    #expect(checkpoints.latest == nil)
    for step in [0, 100, 2000] {
      let entry = try checkpoints.write(step: step) { try write("\(step)", "\($0)/model") }
      #expect(entry == checkpoints.latest)
    }
    #expect(try folder.names == ["step-000000100", "step-000002000"])
    let path = try #require(checkpoints.latest?.path)
    #expect(checkpoints.latest?.step == 2000)
    #expect(try String(contentsOfFile: "\(path)/model", encoding: .utf8) == "2000")
  }

  @Test func aStepWrittenAgainComesLater() throws {
    let folder = try TemporaryFolder()
    let checkpoints = CheckpointFolder(path: folder.path)
    for attempt in 1...11 {
      try checkpoints.write(step: 5, keeping: 3) { try write("\(attempt)", "\($0)/model") }
    }
    #expect(checkpoints.entries.map(\.path) == [9, 10, 11].map { folder.file("step-000000005-\($0)") })
  }

  @Test func aFailureLeavesTheOneBefore() throws {
    struct Failure: Error {}
    let folder = try TemporaryFolder()
    let checkpoints = CheckpointFolder(path: folder.path)
    let entry = try checkpoints.write(step: 1, keeping: 1) { try write("1", "\($0)/model") }
    #expect(throws: Failure.self) {
      try checkpoints.write(step: 2, keeping: 1) {
        try write("2", "\($0)/model")
        throw Failure()
      }
    }
    #expect(checkpoints.entries == [entry])
    #expect(try folder.names == ["step-000000001"])
  }

  /// The process kills itself from another thread while it writes one checkpoint after the other.
  @Test(arguments: 0..<8) func aKilledProcessLeavesCompleteCheckpoints(attempt: Int) async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("run")
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, attempt] in
      let run = try RunWriter.create(at: path, name: "a", configuration: "seed: 1\n")
      try run.folder.checkpoints.write(step: 0, keeping: 1) { folder in
        for file in 0..<4 { try Data("0".utf8).write(to: URL(filePath: "\(folder)/\(file)")) }
      }
      Thread.detachNewThread {
        usleep(useconds_t(2000 + 3731 * attempt))
        kill(getpid(), SIGKILL)
      }
      for step in 1... {
        try run.folder.checkpoints.write(step: step, keeping: 1) { folder in
          for file in 0..<4 { try Data("\(step)".utf8).write(to: URL(filePath: "\(folder)/\(file)")) }
        }
      }
    }
    let run = try RunWriter.resume(at: path).folder
    let entry = try #require(run.checkpoints.latest)
    for file in 0..<4 {
      #expect(try String(contentsOfFile: "\(entry.path)/\(file)", encoding: .utf8) == "\(entry.step)")
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: run.checkpoints.path)
    #expect(names.allSatisfy { $0.hasPrefix("step-") } && names.count <= 2)
  }
}

/// Checkpoints whose files are not as they were written.
@Suite struct CheckpointSumsTests {
  private func checkpoints(_ folder: TemporaryFolder, steps: [Int]) throws -> CheckpointFolder {
    let checkpoints = CheckpointFolder(path: folder.path)
    for step in steps {
      try checkpoints.write(step: step) { folder in
        try Data("the model of \(step)".utf8).write(to: URL(filePath: "\(folder)/model"))
        try Data().write(to: URL(filePath: "\(folder)/empty"))
      }
    }
    return checkpoints
  }

  @Test func everyChangedByteIsNoticed() throws {
    let folder = try TemporaryFolder()
    let checkpoints = try checkpoints(folder, steps: [7])
    let entry = try #require(checkpoints.latest)
    #expect(try checkpoints.check(entry))
    for name in ["model", "empty", "checksums.txt"] {
      let path = "\(entry.path)/\(name)"
      let data = try Data(contentsOf: URL(filePath: path))
      for index in data.indices {
        var damaged = data
        damaged[index] ^= 1
        try damaged.write(to: URL(filePath: path))
        #expect(message { try checkpoints.check(entry) }.contains("is damaged"), "\(name) \(index)")
      }
      for damaged in [data.dropLast(), data + [0]] where damaged.count != data.count || name != "empty" {
        try damaged.write(to: URL(filePath: path))
        if name == "checksums.txt" { continue }
        #expect(
          damaged == data || message { try checkpoints.check(entry) }.contains("\(name) is not as it was"))
      }
      try data.write(to: URL(filePath: path))
    }
    try FileManager.default.removeItem(atPath: "\(entry.path)/empty")
    #expect(
      message { try checkpoints.check(entry) }
        == "\(entry.path) is damaged: empty is missing; put back a copy, for no other checkpoint is of use")
  }

  @Test func whatIsOfUseIsNamed() throws {
    let folder = try TemporaryFolder()
    let checkpoints = try checkpoints(folder, steps: [7, 9])
    let entry = try #require(checkpoints.latest)
    try Data("other".utf8).write(to: URL(filePath: "\(entry.path)/model"))
    #expect(
      message { try checkpoints.check(entry) }
        == "\(entry.path) is damaged: model is not as it was written; remove this checkpoint to use that of step 7"
    )
    try Data("other".utf8).write(to: URL(filePath: "\(checkpoints.entries[0].path)/model"))
    #expect(message { try checkpoints.check(entry) }.hasSuffix("no other checkpoint is of use"))
    for entry in checkpoints.entries {
      try FileManager.default.removeItem(atPath: "\(entry.path)/checksums.txt")
      #expect(try !checkpoints.check(entry))
    }
  }
}
