import Settings
import Telemetry

/// The settings that may change when a run goes on: what it has stored fits others of them as well.
enum ChangeableSettings {
  static let names = [
    "training.environmentSteps", "training.updates", "training.checkpointSeconds", "training.keptCheckpoints",
    "training.overlaps", "selfPlay.environmentGroups",
    "evaluation.episodes", "evaluation.interval", "evaluation.simulations", "evaluation.opponent",
    "telemetry.tensorboard",
    "learner.learningRate", "learner.decayFactor", "learner.decaySteps", "learner.microBatch",
  ]

  /// Throws where one of the overrides is another setting's, with its name.
  static func check(_ overrides: [String]) throws {
    let others = try Settings.names(of: overrides).filter { !names.contains($0) }
    guard let other = others.first else { return }
    throw SettingsError(
      "\(other) cannot change when a run goes on; of a run, \(names.joined(separator: ", ")) can, and a new run with --from takes over its weights"
    )
  }
}
