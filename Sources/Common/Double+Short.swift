import Foundation

extension Double {
  /// The number with three significant digits, for reports.
  package var short: String { String(format: "%.3g", self) }
}
