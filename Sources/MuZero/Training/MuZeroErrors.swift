import Common
import Settings
import Telemetry

extension MuZeroRun {
  /// The error of training that diverged: after how many updates, and what shows it.
  public typealias Divergence = TrainingDivergence
  /// The error of a run or its files that cannot be used.
  public typealias FolderError = TelemetryError
}

extension MuZeroSettings {
  /// The error of settings that cannot be read or used: which one, and what to do.
  public typealias SettingError = SettingsError
}
