import CPresets
import Common
import Environments
import Settings

/// The presets that are embedded.
package enum Presets {
  /// Their names, in the order in which they are listed.
  package static var names: [String] { all.map(\.name) }

  /// The name of the preset that is meant, which may have been called otherwise before; nil where there is none.
  package static func known(_ name: String) -> String? {
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

  /// The text of a preset. Throws `SettingsError` where there is none of that name.
  package static func text(_ name: String) throws -> String {
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

  /// What a preset says of itself in its first line, which is a comment.
  package static func description(_ name: String) throws -> String {
    let line = try text(name).prefix { $0 != "\n" }
    return String(line.trimmingPrefix(/#\s*/))
  }

  /// The settings that a preset holds.
  package static func tree(_ name: String) throws -> SettingsTree {
    try SettingsTree(yaml: try text(name), name: "the preset \(name)")
  }
}
