import Common
import Settings
import Telemetry

extension PlaNetRun {
  /// The error of training that diverged: after how many updates, and what shows it.
  public typealias Divergence = TrainingDivergence
  /// The error of a run or its files that cannot be used.
  public typealias FolderError = TelemetryError
}

extension PlaNetSettings {
  /// The error of a setting's text that cannot be read.
  public typealias TextError = SettingsError
}
