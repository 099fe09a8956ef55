import CPresets
import Common
import Settings

/// The presets that are embedded.
enum Presets {
  /// Their names, in the order in which they are listed.
  static var names: [String] { all.map(\.name) }

  private static let all: [(name: String, text: String)] = {
    var presets: [(name: String, text: String)] = []
    var entry = foresight_presets()!
    while let name = entry.pointee.name {
      presets.append((String(cString: name), String(cString: entry.pointee.text)))
      entry += 1
    }
    return presets
  }()

  /// The text of a preset. Throws `SettingsError` where there is none of that name.
  static func text(_ name: String) throws -> String {
    guard let preset = all.first(where: { $0.name == name }) else {
      throw SettingsError("there is no preset \(name.quoted); choose one of \(names.joined(separator: ", "))")
    }
    return preset.text
  }

  /// The settings that a preset holds.
  static func tree(_ name: String) throws -> SettingsTree {
    try SettingsTree(yaml: try text(name), name: "the preset \(name)")
  }
}
