import Settings
import Telemetry

/// The settings that may change when a run continues, because its stored files are valid for other values of
/// them.
enum ChangeableSettings {
  static let names = [
    "training.environmentSteps", "training.updates", "training.checkpointSeconds", "training.keptCheckpoints",
    "training.overlaps", "selfPlay.environmentGroups",
    "evaluation.episodes", "evaluation.interval", "evaluation.simulations", "evaluation.opponent",
    "telemetry.tensorboard",
    "learner.learningRate", "learner.decayFactor", "learner.decaySteps", "learner.microBatch",
  ]

  /// Throws if one of the overrides is of any other setting; the error names it.
  static func check(_ overrides: [String]) throws {
    let others = try Settings.names(of: overrides).filter { !names.contains($0) }
    guard let other = others.first else { return }
    throw SettingsError(
      "\(other) cannot change when a run goes on; of a run, \(names.joined(separator: ", ")) can, and a new run with --from takes over its weights"
    )
  }
}
