/// Several curves in one chart. Curves of the same name have the same color, if there are colors.
package struct OverlayChart: Sendable {
  /// A curve.
  package struct Curve: Sendable {
    package let name: String
    /// The points, ordered by x.
    package let points: [LineChart.Point]

    package init(name: String, points: [LineChart.Point]) { (self.name, self.points) = (name, points) }
  }

  package let title: String
  package let curves: [Curve]

  /// The terminal's colors from red to cyan.
  private static let colors = [31, 32, 33, 34, 35, 36]

  package init(title: String, curves: [Curve]) { (self.title, self.curves) = (title, curves) }

  private var names: [String] {
    curves.reduce(into: []) { names, curve in if !names.contains(curve.name) { names.append(curve.name) } }
  }

  /// The title, the meaning of the colors if there is more than one name, and the chart as in `LineChart`.
  package func lines(width: Int, height: Int, hasColor: Bool) -> [String] {
    let all = LineChart(title: title, points: curves.flatMap(\.points))
    guard let frame = all.frame(width: width, height: height) else { return ["\(title): no values yet"] }
    var cells = [String](repeating: "\u{2800}", count: frame.canvas.columns * frame.canvas.rows)
    var patterns = [UInt8](repeating: 0, count: cells.count)
    for curve in curves {
      var canvas = frame.canvas
      frame.draw(curve.points, on: &canvas)
      let color = Self.colors[(names.firstIndex(of: curve.name) ?? 0) % Self.colors.count]
      for (index, pattern) in canvas.patterns.enumerated() where pattern != 0 {
        patterns[index] |= pattern
        let character = BrailleCanvas.character(patterns[index])
        cells[index] = hasColor && names.count > 1 ? "\u{1b}[\(color)m\(character)\u{1b}[0m" : character
      }
    }
    let rows = (0..<height).map { row in
      cells[row * frame.canvas.columns..<(row + 1) * frame.canvas.columns].joined()
    }
    var key: [String] = []
    if names.count > 1 {
      key = names.enumerated().map { index, name in
        hasColor ? "\u{1b}[\(Self.colors[index % Self.colors.count])m━\u{1b}[0m \(name)" : "━ \(name)"
      }
    }
    return [title] + key + frame.bordered(rows)
  }
}
