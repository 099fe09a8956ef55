import Foundation

/// Bars in groups, one below the other.
package struct BarChart: Sendable {
  /// A bar. It is empty if its value is 0 or negative.
  package struct Bar: Sendable {
    package let name: String
    package let value: Double

    package init(name: String, value: Double) { (self.name, self.value) = (name, value) }
  }

  /// Bars that belong together.
  package struct Group: Sendable {
    package let name: String
    package let bars: [Bar]

    package init(name: String, bars: [Bar]) { (self.name, self.bars) = (name, bars) }
  }

  package let title: String
  /// Whether the length of a bar is proportional to log(1 + value).
  package let isLogarithmic: Bool
  package let groups: [Group]

  package init(title: String, isLogarithmic: Bool, groups: [Group]) {
    (self.title, self.isLogarithmic, self.groups) = (title, isLogarithmic, groups)
  }

  private func length(_ value: Double) -> Double {
    isLogarithmic ? log1p(max(0, value)) : max(0, value)
  }

  /// The length of a bar relative to the longest.
  func share(_ value: Double) -> Double {
    let longest = groups.flatMap(\.bars).map { length($0.value) }.max() ?? 0
    return longest > 0 ? length(value) / longest : 0
  }

  static func text(_ value: Double) -> String {
    String(format: abs(value) < 1000 ? "%.1f" : "%.0f", value)
  }

  private static let eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
  private static let valueWidth = 10

  /// The title, followed by each group's name and its bars, with their values after them.
  package func lines(width: Int) -> [String] {
    let names = groups.flatMap(\.bars).map(\.name.count).max() ?? 0
    let room = max(1, width - names - Self.valueWidth - 4)
    return [title]
      + groups.flatMap { group in
        [group.name]
          + group.bars.map { bar in
            let parts = Int((share(bar.value) * Double(room) * 8).rounded())
            let cells = String(repeating: "█", count: parts / 8) + Self.eighths[parts % 8]
            let padding = String(repeating: " ", count: names - bar.name.count)
            return "  \(bar.name)\(padding)  \(cells) \(Self.text(bar.value))"
          }
      }
  }
}
