import MuZero
import PlaNet
import Runs
import Settings
import Telemetry

extension AgentKind {
  /// What settings of the agent are unless they say otherwise.
  var defaults: any AgentSettings {
    switch self {
    case .muzero: MuZeroSettings()
    case .planet: PlaNetSettings()
    }
  }
}

/// Of either agent.
extension RunSettings {
  /// The setting `agent` decides whose the others are.
  init(layers: [SettingsTree], overrides: [String], seed: UInt64?) throws {
    let kind = try AgentKind(layers: layers, overrides: overrides)
    try self.init(defaults: kind.defaults, layers: layers, overrides: overrides, seed: seed)
  }

  /// Those of a run, with what `overrides` say in their place. Throws where its configuration cannot be read.
  init(of folder: RunFolder, overrides: [String] = []) throws {
    try self.init(
      layers: [try SettingsTree(contentsOf: folder.configuration)], overrides: overrides, seed: nil)
  }
}
