import Telemetry

/// Which checkpoint of a run is meant.
public enum CheckpointChoice: Sendable, Equatable {
  /// The one that was written last.
  case newest
  /// The checkpoint with the best evaluation.
  case best
  /// That of a step.
  case step(Int)

  /// `newest`, `best`, or a step's number; nil where a word is none of these.
  package init?(word: String) {
    switch word {
    case "newest": self = .newest
    case "best": self = .best
    default:
      guard let step = Int(word), step >= 0 else { return nil }
      self = .step(step)
    }
  }

  /// The checkpoint, whose files are as they were written. Throws where there is none, or it is damaged.
  package func entry(in folder: RunFolder) throws -> CheckpointFolder.Entry {
    switch self {
    case .newest:
      guard let entry = try ResumePoint.latest(of: folder.checkpoints) else {
        throw TelemetryError(
          "the run \(folder.path) has no checkpoint yet; wait for the first, or end the training with Ctrl-C, which stores one"
        )
      }
      return entry
    case .best:
      guard let entry = try ResumePoint.latest(of: folder.best) else {
        throw TelemetryError(
          "the run \(folder.path) has no best checkpoint, because no evaluation was made in training; choose --checkpoint newest"
        )
      }
      return entry
    case .step(let step):
      for checkpoints in [folder.checkpoints, folder.best] {
        guard let entry = checkpoints.entries.last(where: { $0.step == step }) else { continue }
        try checkpoints.check(entry)
        return entry
      }
      let steps = Set((folder.checkpoints.entries + folder.best.entries).map(\.step)).sorted()
      let advice =
        steps.isEmpty ? "there is none yet" : "there are \(steps.map(String.init).joined(separator: ", "))"
      throw TelemetryError("the run \(folder.path) keeps no checkpoint of step \(step); \(advice)")
    }
  }
}
