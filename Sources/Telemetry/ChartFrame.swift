import Foundation

/// The axes of a chart and its empty canvas, scaled to hold the given points.
struct ChartFrame {
  let canvas: BrailleCanvas
  private let axis: String
  private let left: Double
  private let right: Double
  private let low: Double
  private let high: Double

  /// Nil if no point is finite.
  init?(_ points: [LineChart.Point], axis: String, width: Int, height: Int) {
    let points = points.filter { $0.x.isFinite && $0.y.isFinite }
    guard let first = points.first else { return nil }
    (left, right) = Self.range(points.map(\.x), around: first.x)
    (low, high) = Self.range(points.map(\.y), around: first.y)
    self.axis = axis
    let margin = max(Self.label(high).count, Self.label(low).count)
    canvas = BrailleCanvas(columns: max(1, width - margin - 2), rows: height)
  }

  private var margin: Int { max(Self.label(high).count, Self.label(low).count) }

  /// Draws a curve through points in order. Points that are not finite are left out.
  func draw(_ points: [LineChart.Point], on canvas: inout BrailleCanvas) {
    var last: (column: Int, row: Int)?
    for point in points where point.x.isFinite && point.y.isFinite {
      let dot = (
        column: Int(((point.x - left) / (right - left) * Double(canvas.width - 1)).rounded()),
        row: Int(((high - point.y) / (high - low) * Double(canvas.height - 1)).rounded())
      )
      canvas.drawLine(from: last ?? dot, to: dot)
      last = dot
    }
  }

  /// The canvas's rows with the axes around them.
  func bordered(_ rows: [String]) -> [String] {
    let labels = [Self.label(high), Self.label(low)]
    return rows.enumerated().map { index, line in
      let label = index == 0 ? labels[0] : index == rows.count - 1 ? labels[1] : ""
      return "\(Self.padding(margin - label.count))\(label) \(label.isEmpty ? "│" : "┤")\(line)"
    } + axisLines
  }

  private var axisLines: [String] {
    let (start, end) = (Self.label(left), "\(axis) \(Self.label(right))")
    let line = Self.padding(margin + 1) + "└" + String(repeating: "─", count: canvas.columns)
    guard start.count + end.count < canvas.columns else { return [line] }
    return [
      line, Self.padding(margin + 2) + start + Self.padding(canvas.columns - start.count - end.count) + end,
    ]
  }
  /// The smallest and the largest value, or a range around the value if all are equal.
  private static func range(_ values: [Double], around value: Double) -> (Double, Double) {
    let (low, high) = (values.min()!, values.max()!)
    let half = max(abs(value) / 10, 0.5)
    return low < high ? (low, high) : (low - half, high + half)
  }

  /// The label of a number: integers in full, others with four digits.
  private static func label(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e9 ? String(Int(value)) : String(format: "%.4g", value)
  }

  private static func padding(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
}
