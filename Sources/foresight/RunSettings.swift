import Foundation
import MuZero
import Settings

/// What a run's configuration holds: the seed, and the agent's settings.
struct RunSettings {
  let seed: UInt64
  let muzero: MuZeroSettings

  init(layers: [SettingsTree], overrides: [String], seed: UInt64?) throws {
    var defaults = Content(seed: 0, muzero: MuZeroSettings())
    defaults = try Settings.decode(defaults: defaults, layers: layers, overrides: overrides)
    self.seed = seed ?? defaults.seed
    muzero = defaults.muzero
  }

  /// The whole configuration, seed included.
  var yaml: String {
    get throws { try Settings.yaml(of: Content(seed: seed, muzero: muzero)) }
  }

  /// The layers of a preset's name or a file's path.
  static func layers(_ name: String) throws -> [SettingsTree] {
    if Presets.names.contains(name) { return [try Presets.tree(name)] }
    guard FileManager.default.fileExists(atPath: name) else {
      _ = try Presets.text(name)
      return []
    }
    return try Settings.layers(try SettingsTree(contentsOf: name), preset: Presets.tree)
  }

  /// The agent's groups with the seed beside them.
  private struct Content: Codable {
    var seed: UInt64
    var muzero: MuZeroSettings

    private enum CodingKeys: String, CodingKey {
      case seed
    }

    init(seed: UInt64, muzero: MuZeroSettings) { (self.seed, self.muzero) = (seed, muzero) }

    init(from decoder: any Decoder) throws {
      seed = try decoder.container(keyedBy: CodingKeys.self).decode(UInt64.self, forKey: .seed)
      muzero = try MuZeroSettings(from: decoder)
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(seed, forKey: .seed)
      try muzero.encode(to: encoder)
    }
  }
}
