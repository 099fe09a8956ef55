import Common
import Foundation
import Settings

/// What a run's configuration holds: the seed, and the agent's settings.
package struct RunSettings {
  package let seed: UInt64
  package let agent: any AgentSettings

  package init(seed: UInt64, agent: any AgentSettings) { (self.seed, self.agent) = (seed, agent) }

  /// What layers and overrides say in place of `defaults`; `seed`, where it is given, stands for theirs.
  package init(
    defaults: some AgentSettings, layers: [SettingsTree], overrides: [String], seed: UInt64? = nil
  ) throws {
    let (own, agent) = try defaults.decoded(layers: layers, overrides: overrides)
    self.init(seed: seed ?? own, agent: agent)
  }

  /// The whole configuration, seed included.
  package var yaml: String { get throws { try agent.yaml(seed: seed) } }

  /// The layers of a preset's name or a file's path.
  package static func layers(_ name: String) throws -> [SettingsTree] {
    if let preset = Presets.known(name) { return [try Presets.tree(preset)] }
    guard FileManager.default.fileExists(atPath: name) else {
      if name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
        throw SettingsError("there is no file \(name.quoted); check the path, or name a preset")
      }
      _ = try Presets.text(name)
      return []
    }
    return try Settings.layers(try SettingsTree(contentsOf: name), preset: Presets.tree)
  }
}
