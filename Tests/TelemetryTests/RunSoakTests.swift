import Foundation
import TestSupport
import Testing

@testable import Telemetry

/// Run markers that someone changed: the run is still one, or is refused in one sentence; the folder and all in it stay.
@Suite struct RunSoakTests {
  @Test(.timeLimit(.minutes(30))) func mutatedMarkersRemoveNothing() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("run")
    var writer: RunWriter? = try RunWriter.create(at: path, name: "cartpole", configuration: "seed: 1\n")
    try writer?.folder.checkpoints.write(step: 5) {
      try Data("weights".utf8).write(to: URL(filePath: "\($0)/model"))
    }
    writer = nil
    let marker = URL(filePath: "\(path)/run.txt")
    let original = [UInt8](try Data(contentsOf: marker))
    let before = try FileManager.default.subpathsOfDirectory(atPath: path).sorted()
    var mutations = Mutations(seed: 6)
    var (known, refused) = (0, 0)
    for _ in 0..<Soak.files {
      try Data(mutations.next(original)).write(to: marker)
      do {
        _ = try RunWriter.resume(at: path)
        known += 1
      } catch let error as TelemetryError {
        #expect(!error.description.contains("\n"))
        refused += 1
      }
      #expect(RunFolder.all(in: folder.path).count <= 1)
      #expect(throws: TelemetryError.self) {
        try RunWriter.create(at: path, name: "other", configuration: "seed: 2\n")
      }
      #expect(try FileManager.default.subpathsOfDirectory(atPath: path).sorted() == before)
    }
    #expect(known > 0 && refused > 0)
  }
}
