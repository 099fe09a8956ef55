import Foundation

/// Bars in groups, one below the other.
package struct BarChart: Sendable {
  /// A bar; one of no or negative value is empty.
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
  /// Whether a bar's length is as log(1 + value).
  package let isLogarithmic: Bool
  package let groups: [Group]

  package init(title: String, isLogarithmic: Bool, groups: [Group]) {
    (self.title, self.isLogarithmic, self.groups) = (title, isLogarithmic, groups)
  }

  private func length(_ value: Double) -> Double {
    isLogarithmic ? log1p(max(0, value)) : max(0, value)
  }

  /// A bar's part of the longest.
  private func share(_ value: Double) -> Double {
    let longest = groups.flatMap(\.bars).map { length($0.value) }.max() ?? 0
    return longest > 0 ? length(value) / longest : 0
  }

  private static func text(_ value: Double) -> String {
    String(format: abs(value) < 1000 ? "%.1f" : "%.0f", value)
  }

  private static let eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
  private static let valueWidth = 10

  /// The title, then each group's name and its bars, with their values behind them.
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

  private static let colors = [
    "#c0392b", "#7f8c8d", "#2980b9", "#27ae60", "#8e44ad", "#d35400", "#16a085", "#f39c12",
  ]

  /// The same as a picture.
  package var svg: String {
    let (left, bar, step, room) = (130, 14, 18, 560)
    var names: [String] = []
    for name in groups.flatMap(\.bars).map(\.name) where !names.contains(name) { names.append(name) }
    var (top, content) = (50, "")
    func text(_ text: String, _ x: Int, _ y: Int, _ rest: String = "") {
      content += "<text x=\"\(x)\" y=\"\(y)\"\(rest)>\(Self.escaped(text))</text>\n"
    }
    text(title, 10, 24, " font-size=\"16\"")
    for group in groups {
      text(group.name, 10, top + bar, " font-weight=\"bold\"")
      top += step
      for member in group.bars {
        let color = Self.colors[(names.firstIndex(of: member.name) ?? 0) % Self.colors.count]
        let width = String(format: "%.1f", share(member.value) * Double(room))
        text(member.name, 20, top + bar - 2)
        content +=
          "<rect x=\"\(left)\" y=\"\(top)\" width=\"\(width)\" height=\"\(bar)\" fill=\"\(color)\"/>\n"
        text(Self.text(member.value), left + Int(share(member.value) * Double(room)) + 6, top + bar - 2)
        top += step
      }
      top += step / 2
    }
    let size = "width=\"\(left + room + 90)\" height=\"\(top + 10)\""
    return """
      <svg xmlns="http://www.w3.org/2000/svg" \(size) font-family="sans-serif" font-size="12">
      <rect width="100%" height="100%" fill="white"/>
      \(content)</svg>

      """
  }

  private static func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
  }
}
