import Foundation
import Networks
import Runs
import Settings

/// Storing a run between two ticks, and continuing it bit for bit.
extension PlaNetTrainer {
  package func save(to folder: String) throws { try save(counts, to: folder) }

  package func checkpointMetadata() throws -> [String: String] {
    try settings.checkpointMetadata(network.configuration, environmentSteps: counts.environmentSteps)
  }

  package func resume(from folder: String) throws {
    try learner.load(path: CheckpointParts.model(in: folder))
    let path = CheckpointParts.run(in: folder)
    let data = Data(try CheckpointParts.bytes(path))
    guard let counts = try? JSONDecoder().decode(Counts.self, from: data) else {
      throw SettingsError("\(path) is damaged; remove this checkpoint to go on from the one before")
    }
    self.counts = counts
  }
}
