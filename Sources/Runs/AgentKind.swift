import Settings
import Telemetry

/// The agents, by the words that settings name them with.
package enum AgentKind: String, Codable, CaseIterable, Sendable {
  case muzero, planet

  /// Whose settings layers and overrides are; MuZero's unless they say so.
  ///
  /// Throws where they name no agent.
  package init(layers: [SettingsTree], overrides: [String] = []) throws {
    self = try Settings.value(Self.self, of: "agent", layers: layers, overrides: overrides) ?? .muzero
  }

  /// Whose run a folder holds. Throws where its configuration cannot be read.
  package init(of folder: RunFolder) throws {
    try self.init(layers: [try SettingsTree(contentsOf: folder.configuration)])
  }
}
