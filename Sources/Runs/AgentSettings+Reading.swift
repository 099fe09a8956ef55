import Settings
import Telemetry

/// Settings as text: of presets, files and runs.
extension AgentSettings {
  /// The seed, and these settings with what layers and overrides say in their place.
  ///
  /// Throws `SettingsError` where a name is not known, or a value is of another type.
  package func decoded(layers: [SettingsTree], overrides: [String] = []) throws -> (seed: UInt64, agent: Self)
  {
    let content = try Settings.decode(
      defaults: Content(seed: 0, agent: self), layers: layers, overrides: overrides)
    return (content.seed, content.agent)
  }

  /// The seed and the settings of a run. Throws where they cannot be read, or are another agent's.
  package static func stored(in folder: RunFolder) throws -> (seed: UInt64, agent: Self) {
    let defaults = Self()
    guard try AgentKind(of: folder) == defaults.kind else {
      throw TelemetryError(
        "the run \(folder.path) is of another agent; only runs of \(defaults.kind.rawValue) can be used here"
      )
    }
    return try defaults.decoded(layers: [try SettingsTree(contentsOf: folder.configuration)])
  }

  /// Settings of a program's own, which hands over the seed by itself. Throws as `decoded`, and where they are another
  /// agent's, or hold a seed.
  package static func own(layers: [SettingsTree], overrides: [String] = []) throws -> Self {
    let defaults = Self()
    let kind = try Settings.value(AgentKind.self, of: "agent", layers: layers, overrides: overrides)
    if let kind, kind != defaults.kind {
      throw SettingsError(
        "these settings are of \(kind.rawValue), where those of \(defaults.kind.rawValue) are expected")
    }
    guard try Settings.value(UInt64.self, of: "seed", layers: layers, overrides: overrides) == nil else {
      throw SettingsError(
        "a seed is among the settings; leave it out, and hand it over where training begins")
    }
    return try defaults.decoded(layers: layers, overrides: overrides).agent
  }

  /// Settings of a program's own in YAML, which may begin with a preset's. Throws as `own(layers:)`.
  package static func own(yaml: String) throws -> Self {
    try own(SettingsTree(yaml: yaml, name: "the settings"))
  }

  /// Those of a file. Throws as `own(yaml:)`, and where it cannot be read.
  package static func own(contentsOf path: String) throws -> Self {
    try own(SettingsTree(contentsOf: path))
  }

  private static func own(_ tree: SettingsTree) throws -> Self {
    try own(layers: try Settings.layers(tree, preset: Presets.tree))
  }

  /// A preset's settings with others in their place, whose names are paths as in `search.simulations` and whose values are
  /// YAML. Throws as `own(layers:)`, and where there is no such preset.
  package static func own(preset: String, replacing values: [String: String]) throws -> Self {
    try own(
      layers: [try Presets.tree(preset)], overrides: values.sorted { $0.key < $1.key }.map { "\($0)=\($1)" })
  }

  /// The seed and all settings as YAML.
  package func yaml(seed: UInt64) throws -> String {
    try Settings.yaml(of: Content(seed: seed, agent: self))
  }
}

/// The agent's groups with the seed beside them.
private struct Content<Agent: AgentSettings>: Codable {
  var seed: UInt64
  var agent: Agent

  private enum CodingKeys: String, CodingKey {
    case seed
  }

  init(seed: UInt64, agent: Agent) { (self.seed, self.agent) = (seed, agent) }

  init(from decoder: any Decoder) throws {
    seed = try decoder.container(keyedBy: CodingKeys.self).decode(UInt64.self, forKey: .seed)
    agent = try Agent(from: decoder)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(seed, forKey: .seed)
    try agent.encode(to: encoder)
  }
}
