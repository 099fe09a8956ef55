import ArgumentParser

/// What numbers among options may be.
enum OptionRange {
  /// How often something is measured.
  static let repeats = 1...1_000_000
  /// Parts that there are so many of in memory.
  static let parts = 1...1 << 20
  /// The host's threads.
  static let threads = 1...1024

  /// Throws where an option is out of its range, naming it.
  static func check(_ options: (name: String, value: Int, range: ClosedRange<Int>)...) throws {
    for (name, value, range) in options where !range.contains(value) {
      throw ValidationError(
        "\(name) is \(value), but must be \(range.lowerBound) to \(range.upperBound)")
    }
  }
}
