import Foundation

extension Double {
  /// Three significant digits, for reports.
  package var short: String { String(format: "%.3g", self) }
}
