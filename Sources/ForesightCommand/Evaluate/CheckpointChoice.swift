import ArgumentParser
import Telemetry

/// The choice of a run's checkpoint: `newest`, `best`, or that of a step.
enum CheckpointChoice: ExpressibleByArgument, Equatable {
  case newest
  /// The checkpoint with the best evaluation.
  case best
  case step(Int)

  init?(argument: String) {
    switch argument {
    case "newest": self = .newest
    case "best": self = .best
    default:
      guard let step = Int(argument), step >= 0 else { return nil }
      self = .step(step)
    }
  }

  /// The checkpoint, after a check that its files are as they were written. Throws if it does not exist or is
  /// damaged.
  func entry(in folder: RunFolder) throws -> CheckpointFolder.Entry {
    switch self {
    case .newest:
      guard let entry = try ResumePoint.latest(of: folder.checkpoints) else {
        throw StoredAgentError(
          description:
            "the run \(folder.path) has no checkpoint yet; wait for the first, or end the training with Ctrl-C, which stores one"
        )
      }
      return entry
    case .best:
      guard let entry = try ResumePoint.latest(of: folder.best) else {
        throw StoredAgentError(
          description:
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
      throw StoredAgentError(
        description: "the run \(folder.path) keeps no checkpoint of step \(step); \(advice)")
    }
  }
}

/// The arguments that name a run's agent.
struct AgentOption: ParsableArguments {
  @OptionGroup var run: RunOption

  @Option(
    help: ArgumentHelp(
      "The checkpoint: the newest, the one whose evaluation in training was the best, or that of a step.",
      valueName: "newest|best|step"))
  var checkpoint: CheckpointChoice = .newest
}
