import ArgumentParser
import Environments

/// A preset that is selected by its name, in place of sizes.
enum PresetChoice {
  /// Throws if there is no preset of this name, or if one of `options` differs from its default, because a
  /// preset defines these itself.
  static func check(
    _ preset: String, among names: [String], instead options: [(name: String, value: String)],
    defaults: () throws -> [String]
  ) throws {
    guard names.contains(EnvironmentCatalog.currentName(preset)) else {
      throw ValidationError("no preset is named \"\(preset)\"; there are \(names.joined(separator: ", "))")
    }
    if let other = zip(options, try defaults()).first(where: { $0.value != $1 })?.0 {
      throw ValidationError("\(other.name) cannot be given with --preset, which has all sizes; leave out one")
    }
  }
}
