import Foundation

/// A curve drawn with Braille patterns, 2 × 4 dots to a character, with the ends of its axes.
package struct LineChart: Sendable {
  /// A point of the curve.
  package struct Point: Sendable, Equatable {
    package let x: Double
    package let y: Double

    package init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// What the curve shows; stands above it.
  package var title: String
  /// What the horizontal axis counts.
  package var axis: String
  /// By x; those that are not finite are left out.
  package var points: [Point]

  package init(title: String, axis: String = "step", points: [Point]) {
    self.title = title
    self.axis = axis
    self.points = points
  }

  /// A record's series by step.
  package init(title: String, series: [MetricPoint]) {
    self.init(title: title, points: series.map { Point(x: $0.step, y: $0.value) })
  }

  /// The chart's lines: `height` rows of the curve between the title and the horizontal axis, none longer than `width`.
  package func lines(width: Int, height: Int) -> [String] {
    precondition(height >= 2, "a chart of \(height) rows")
    let points = points.filter { $0.x.isFinite && $0.y.isFinite }
    guard let first = points.first else { return ["\(title): no values yet"] }
    let (left, right) = Self.range(points.map(\.x), around: first.x)
    let (low, high) = Self.range(points.map(\.y), around: first.y)
    let labels = [Self.label(high), Self.label(low)]
    let margin = labels.map(\.count).max()!
    var canvas = BrailleCanvas(columns: max(1, width - margin - 2), rows: height)
    var last: (column: Int, row: Int)?
    for point in points {
      let dot = (
        column: Int(((point.x - left) / (right - left) * Double(canvas.width - 1)).rounded()),
        row: Int(((high - point.y) / (high - low) * Double(canvas.height - 1)).rounded())
      )
      canvas.drawLine(from: last ?? dot, to: dot)
      last = dot
    }
    let rows = canvas.lines.enumerated().map { index, line in
      let label = index == 0 ? labels[0] : index == height - 1 ? labels[1] : ""
      return "\(Self.padding(margin - label.count))\(label) \(label.isEmpty ? "│" : "┤")\(line)"
    }
    return [String(title.prefix(width))] + rows
      + axisLines(left, right, margin: margin, columns: canvas.columns)
  }

  private func axisLines(_ left: Double, _ right: Double, margin: Int, columns: Int) -> [String] {
    let (start, end) = (Self.label(left), "\(axis) \(Self.label(right))")
    let line = Self.padding(margin + 1) + "└" + String(repeating: "─", count: columns)
    guard start.count + end.count < columns else { return [line] }
    return [line, Self.padding(margin + 2) + start + Self.padding(columns - start.count - end.count) + end]
  }

  /// The least and the greatest; something around it where all are the same.
  private static func range(_ values: [Double], around value: Double) -> (Double, Double) {
    let (low, high) = (values.min()!, values.max()!)
    let half = max(abs(value) / 10, 0.5)
    return low < high ? (low, high) : (low - half, high + half)
  }

  /// Whole numbers in full, others with four digits.
  private static func label(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e9 ? String(Int(value)) : String(format: "%.4g", value)
  }

  private static func padding(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
}
