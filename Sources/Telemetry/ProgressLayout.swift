import Foundation

/// Formats a run's progress as text.
enum ProgressLayout {
  private static let barWidth = 24
  private static let columnGap = 3
  /// The distance between the parts of the first line, in characters.
  private static let gap = 2

  /// A line with a bar, followed by the items in columns. No line is longer than `width`.
  static func lines(_ status: ProgressStatus, secondsLeft: Double?, width: Int, hasColor: Bool) -> [String] {
    let bold = { (text: String) in hasColor ? "\u{1b}[1m\(text)\u{1b}[0m" : text }
    let faint = { (text: String) in hasColor ? "\u{1b}[2m\(text)\u{1b}[0m" : text }
    var head = bold(cut(status.title, width))
    if let fraction = status.fraction {
      let figure = percent(fraction)
      // The percentage remains, even if other parts have no room.
      let title = cut(status.title, max(0, width - gap - figure.count))
      let left = secondsLeft.map { "\(duration($0)) left" }
      var room = width - title.count - gap - figure.count
      let hasLeft = left.map { gap + $0.count <= room } ?? false
      if hasLeft { room -= gap + left!.count }
      let done = Int((fraction * Double(barWidth)).rounded(.down))
      let bar = String(repeating: "━", count: done) + faint(String(repeating: "─", count: barWidth - done))
      let parts = [
        title.isEmpty ? nil : bold(title), gap + barWidth <= room ? bar : nil, figure, hasLeft ? left : nil,
      ]
      head = parts.compactMap { $0 }.joined(separator: String(repeating: " ", count: gap))
    }
    return [head] + columns(status.items, width: width, faint)
  }

  /// Everything in one line, for files.
  static func plain(_ status: ProgressStatus, secondsLeft: Double?) -> String {
    var parts = [status.title]
    if let fraction = status.fraction { parts.append(percent(fraction)) }
    parts += status.items.map { "\($0.name) \($0.value)" }
    if let secondsLeft { parts.append("\(duration(secondsLeft)) left") }
    return parts.joined(separator: "  ")
  }

  /// Seconds as text, such as `8 s`, `1:05` or `2:03:04`.
  static func duration(_ seconds: Double) -> String {
    let whole = Int(min(seconds, 360_000_000).rounded())
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    if whole < 60 { return "\(whole) s" }
    return hours == 0
      ? String(format: "%d:%02d", minutes, rest) : String(format: "%d:%02d:%02d", hours, minutes, rest)
  }

  private static func percent(_ fraction: Double) -> String {
    "\(Int((fraction * 100).rounded(.down))) %"
  }

  /// The items in as many columns of equal width as fit, filled row by row.
  private static func columns(_ items: [ProgressItem], width: Int, _ faint: (String) -> String) -> [String] {
    guard !items.isEmpty else { return [] }
    let nameWidth = items.map(\.name.count).max()!
    let valueWidth = items.map(\.value.count).max()!
    let itemWidth = nameWidth + 1 + valueWidth
    let count = max(1, (width + columnGap) / (itemWidth + columnGap))
    return stride(from: 0, to: items.count, by: count).map { start in
      let row = items[start..<min(start + count, items.count)]
      return row.map { item in
        guard itemWidth <= width else { return cut("\(item.name) \(item.value)", width) }
        let space = String(repeating: " ", count: itemWidth - item.name.count - item.value.count)
        return faint(item.name) + space + item.value
      }.joined(separator: String(repeating: " ", count: columnGap))
    }
  }

  private static func cut(_ text: String, _ width: Int) -> String {
    text.count <= width ? text : String(text.prefix(max(0, width - 1))) + "…"
  }
}
