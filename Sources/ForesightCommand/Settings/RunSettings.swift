import Common
import Foundation
import Settings
import Telemetry

/// The configuration of a run: the seed, and the agent's settings.
struct RunSettings {
  let seed: UInt64
  let agent: any AgentSettings

  /// The setting `agent` decides which agent the others are for.
  init(layers: [SettingsTree], overrides: [String], seed: UInt64?) throws {
    let kind = try Settings.value(AgentKind.self, of: "agent", layers: layers, overrides: overrides)
    let defaults = (kind ?? .muzero).defaults
    let own: UInt64
    (own, agent) = try defaults.decoded(layers: layers, overrides: overrides)
    self.seed = seed ?? own
  }

  /// The settings of a run with `overrides`. Throws if its configuration cannot be read.
  init(of folder: RunFolder, overrides: [String] = []) throws {
    try self.init(
      layers: [try SettingsTree(contentsOf: folder.configuration)], overrides: overrides, seed: nil)
  }

  /// The whole configuration, including the seed.
  var yaml: String { get throws { try agent.yaml(seed: seed) } }

  /// The layers of settings for a preset's name or a file's path.
  static func layers(_ name: String) throws -> [SettingsTree] {
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

/// The agent's groups of settings, and the seed.
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

extension AgentSettings {
  /// The seed and these settings, with the values of layers and overrides.
  fileprivate func decoded(layers: [SettingsTree], overrides: [String]) throws -> (UInt64, any AgentSettings)
  {
    let content = try Settings.decode(
      defaults: Content(seed: 0, agent: self), layers: layers, overrides: overrides)
    return (content.seed, content.agent)
  }

  fileprivate func yaml(seed: UInt64) throws -> String {
    try Settings.yaml(of: Content(seed: seed, agent: self))
  }
}
