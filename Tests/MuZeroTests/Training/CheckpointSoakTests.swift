import Foundation
import Networks
import Replay
import Safetensors
import TestSupport
import Testing

@testable import MuZero
@testable import Telemetry

/// Checkpoints that a disk has changed: each is noticed by its checksums, and what reads the files ends with an error or
/// with what they say, also where there are no checksums.
@Suite struct CheckpointSoakTests {
  @Test(.timeLimit(.minutes(30))) func mutatedFilesAreNoticed() throws {
    let folder = try TemporaryFolder()
    let run = try RunWriter.create(at: folder.file("run"), name: "a", configuration: "seed: 1\n")
    let small = try SmallRun(CheckpointSoakTests.settings)
    try small.tick(3)
    let files = try small.files().filter { $0.key.hasPrefix("checkpoint/") }
    let entry = try run.folder.checkpoints.write(step: 1) { path in
      for (name, data) in files {
        try data.write(to: URL(filePath: "\(path)/\(name.dropFirst("checkpoint/".count))"))
      }
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: entry.path).sorted()
    #expect(names.count >= 4)
    var mutations = Mutations(seed: 3)
    for number in 0..<Soak.files {
      let name = names[number % names.count]
      let path = "\(entry.path)/\(name)"
      let original = try Data(contentsOf: URL(filePath: path))
      let bytes = mutations.next([UInt8](original))
      try Data(bytes).write(to: URL(filePath: path))
      let isNoticed = (try? run.folder.checkpoints.check(entry)) == nil
      // Sums that say less than before are noticed where they are no sums any more.
      if name != "checksums.txt" { #expect(isNoticed == (bytes != [UInt8](original)), "\(name), \(number)") }
      read(bytes, name)
      try original.write(to: URL(filePath: path))
      #expect(try FileManager.default.contentsOfDirectory(atPath: entry.path).sorted() == names)
    }
    #expect(try run.folder.checkpoints.check(entry))
  }

  /// Reads a file as if nothing had checked it.
  private func read(_ bytes: [UInt8], _ name: String) {
    switch name {
    case _ where name.hasSuffix(".safetensors"):
      if let file = try? SafetensorsFile(name: name, data: Data(bytes)) {
        _ = try? CheckpointFile(file, expected: [])
      }
    case "replay.state":
      _ = try? ReplayBuffer(
        resuming: ReplayState(bytes: bytes), configuration: Self.replay, folder: "/nowhere")
    case "prepared.state": _ = try? PreparedUpdate.updates(record: bytes)
    default: break
    }
  }

  private static var settings: MuZeroSettings {
    var settings = MuZeroSettings()
    settings.network.hidden = [4]
    settings.network.encoding = 3
    settings.network.bins = 5
    settings.search.simulations = 2
    settings.selfPlay.environments = 2
    settings.learner.batch = 4
    settings.learner.firstSteps = 8
    settings.reanalyze.enabled = true
    return settings
  }

  private static let replay = settings.replayConfiguration(
    try! settings.makeEnvironment().specification)
}
