import Runs

/// Settings of a program's own, as presets and files hold them.
extension PlaNetSettings {
  /// A preset's settings, with others in their place.
  ///
  /// - Parameters:
  ///   - preset: as `foresight presets` lists it: `pendulum-vector`, say.
  ///   - values: YAML by the settings' paths, as in `["training.environmentSteps": "5000"]`.
  ///
  /// Throws where there is no such preset or setting, or the preset is another agent's.
  public init(preset: String, replacing values: [String: String] = [:]) throws {
    self = try Self.own(preset: preset, replacing: values)
  }

  /// Settings in YAML, as those of a file that `foresight train` takes: what is not named is a preset's, where `preset:` is
  /// the name of one, or the default.
  ///
  /// Throws where a name is not known, a value is of another type, or the settings are another agent's. A seed is not among
  /// them: training is given it.
  public init(yaml: String) throws { self = try Self.own(yaml: yaml) }

  /// The settings of a file, as `init(yaml:)` takes them. Throws as it does, and where the file cannot be read.
  public init(contentsOf path: String) throws { self = try Self.own(contentsOf: path) }
}
