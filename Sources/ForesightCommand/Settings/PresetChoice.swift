import ArgumentParser
import Environments

/// A preset that is asked for by its name, in place of sizes.
enum PresetChoice {
  /// Throws where there is no preset of this name, or where one of `options`, by name, is not what it is by default: a preset
  /// has its own.
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
