import ArgumentParser

/// Sizes that are given beside a preset, which has its own.
enum PresetConflict {
  /// Throws where one of `options`, by name, is not what it is by default.
  static func check(_ options: [(name: String, value: String)], defaults: () throws -> [String]) throws {
    if let other = zip(options, try defaults()).first(where: { $0.value != $1 })?.0 {
      throw ValidationError("\(other.name) cannot be given with --preset, which has all sizes; leave out one")
    }
  }
}
