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

  /// The title above the chart: what the curve shows.
  package var title: String
  /// The name of the horizontal axis.
  package var axis: String
  /// The points, ordered by x. Those that are not finite are left out.
  package var points: [Point]

  package init(title: String, axis: String = "step", points: [Point]) {
    self.title = title
    self.axis = axis
    self.points = points
  }

  /// The chart of a recorded series by step.
  package init(title: String, series: [MetricPoint]) {
    self.init(title: title, points: series.map { Point(x: $0.step, y: $0.value) })
  }

  /// The chart's lines: `height` rows of the curve between the title and the horizontal axis, none longer than `width`.
  package func lines(width: Int, height: Int) -> [String] {
    guard let frame = frame(width: width, height: height) else { return ["\(title): no values yet"] }
    var canvas = frame.canvas
    frame.draw(points, on: &canvas)
    return [String(title.prefix(width))] + frame.bordered(canvas.lines)
  }

  /// The frame of the chart; nil if there is nothing to draw.
  func frame(width: Int, height: Int) -> ChartFrame? {
    precondition(height >= 2, "a chart of \(height) rows")
    return ChartFrame(points, axis: axis, width: width, height: height)
  }
}
