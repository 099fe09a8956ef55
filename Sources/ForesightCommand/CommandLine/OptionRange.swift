import ArgumentParser

enum OptionRange {
  /// The number of repetitions of a measurement.
  static let repeats = 1...1_000_000
  /// The number of objects that are in memory at the same time.
  static let parts = 1...1 << 20
  /// The number of host threads.
  static let threads = 1...1024

  typealias Option = (name: String, value: Int, range: ClosedRange<Int>)

  static func check(_ options: Option...) throws { try check(options) }

  /// Throws if an option is out of its range; the error names it.
  static func check(_ options: [Option]) throws {
    for (name, value, range) in options where !range.contains(value) {
      throw ValidationError(
        "\(name) is \(value), but must be \(range.lowerBound) to \(range.upperBound)")
    }
  }
}
