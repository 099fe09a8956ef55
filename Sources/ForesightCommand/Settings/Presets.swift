import CPresets
import Common
import Environments
import Settings

/// The embedded presets.
enum Presets {
  /// The names of the presets, in the order in which they are listed.
  static var names: [String] { all.map(\.name) }

  /// The current name of a preset, which may be given by an earlier name; nil if there is no such preset.
  static func known(_ name: String) -> String? {
    let current = EnvironmentCatalog.currentName(name)
    return names.contains(current) ? current : nil
  }

  private static let all: [(name: String, text: String)] = {
    var presets: [(name: String, text: String)] = []
    var entry = foresight_presets()!
    while let name = entry.pointee.name {
      presets.append((String(cString: name), String(cString: entry.pointee.text)))
      entry += 1
    }
    return presets
  }()

  /// The text of a preset. Throws `SettingsError` if there is none of that name.
  static func text(_ name: String) throws -> String {
    guard let preset = all.first(where: { $0.name == EnvironmentCatalog.currentName(name) }) else {
      let near = NearNames.find(name, among: names).map(\.quoted)
      let advice =
        near.isEmpty
        ? "choose one of \(names.joined(separator: ", "))"
        : "did you mean \(near.joined(separator: " or "))? `\(ProgramName.text) presets` lists all"
      throw SettingsError("there is no preset \(name.quoted); \(advice)")
    }
    return preset.text
  }

  /// The description of a preset, which is the comment in its first line.
  static func description(_ name: String) throws -> String {
    let line = try text(name).prefix { $0 != "\n" }
    return String(line.trimmingPrefix(/#\s*/))
  }

  /// The settings of a preset.
  static func tree(_ name: String) throws -> SettingsTree {
    try SettingsTree(yaml: try text(name), name: "the preset \(name)")
  }
}
