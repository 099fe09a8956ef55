import Environments
import Foundation
import Randomness
import TestSupport
import Testing

@testable import Replay

/// Segments of a replay that a disk has changed: resuming goes on as before, or is refused; no file is removed then.
@Suite struct ReplaySoakTests {
  @Test(.timeLimit(.minutes(30))) func mutatedSegmentsAreNoticed() throws {
    let configuration = ReplayConfiguration(
      specification: specification(element: .uint8),
      targets: TargetConfiguration(unrollSteps: 2, bootstrapSteps: 3, discount: 0.9), maximumSteps: 200,
      segmentBytes: 700)
    let folder = try TemporaryFolder()
    let buffer = try ReplayBuffer(configuration: configuration, folder: folder.path)
    var stream = RandomStream(4)
    for _ in 0..<12 {
      try buffer.append(
        Script(
          steps: 2 + stream.index(below: 4), isTerminated: true,
          specification: specification(element: .uint8),
          stream: &stream
        ).trajectory)
    }
    let state = try buffer.checkpoint()
    try buffer.checkpointIsSaved()
    let names = try folder.names
    #expect(names.count > 1)
    var mutations = Mutations(seed: 5)
    var refused = 0
    for number in 0..<Soak.files {
      let path = folder.file(names[number % names.count])
      let original = try Data(contentsOf: URL(filePath: path))
      let bytes = mutations.next([UInt8](original))
      try Data(bytes).write(to: URL(filePath: path))
      do {
        let resumed = try ReplayBuffer(resuming: state, configuration: configuration, folder: folder.path)
        #expect(resumed.serials == buffer.serials)
        // What is not noticed is what is of no use: behind the end, or before the first record.
        for serial in buffer.serials { #expect(resumed.trajectory(serial) == buffer.trajectory(serial)) }
      } catch is ReplayError {
        refused += 1
      }
      #expect(try folder.names == names)
      try original.write(to: URL(filePath: path))
    }
    #expect(refused > Soak.files / 2)
  }
}
