import Foundation
import Runs
import Telemetry

/// Several runs next to each other. Runs that differ only in their seed share a curve: their median and
/// range.
struct RunComparison {
  /// Runs with the same settings.
  struct Group {
    let name: String
    /// The curve of each run, ordered by step.
    var curves: [[MetricPoint]]
  }

  /// The largest number of values of a curve; more are averaged.
  private static let points = 60
  private static let rows = 10

  private let groups: [Group]
  private let title: String

  /// Throws if a run has no metrics yet, or if these cannot be read.
  init(of folders: [RunFolder]) throws {
    var keys: [String] = []
    var groups: [Group] = []
    var players = 1
    for folder in folders {
      let settings = try RunSettings(of: folder)
      players = max(players, (try? settings.agent.estimatedSpecification().players) ?? 1)
      let text = try settings.yaml
      let key = text.split(separator: "\n").filter { !$0.hasPrefix("seed:") }.joined(separator: "\n")
      let record = try MetricsRecord(reading: folder.metrics)
      let curve = try Self.curve(of: record)
      if let index = keys.firstIndex(of: key) {
        groups[index].curves.append(curve)
      } else {
        let isTaken = groups.contains { $0.name == folder.name }
        keys.append(key)
        groups.append(Group(name: isTaken ? "\(folder.name) (\(folder.path))" : folder.name, curves: [curve]))
      }
    }
    self.groups = groups
    title = RunCurves.returnTitle(players: players)
  }

  private static func curve(of record: MetricsRecord) throws -> [MetricPoint] {
    let series = try record.returns(points: points)
    guard !series.isEmpty else {
      throw TelemetryError("\(record.path) holds no episode yet; wait until one is over")
    }
    return series
  }

  /// The smallest, the median and the largest value of a group's runs at a step; nil after the end of one of
  /// them.
  static func spread(of curves: [[MetricPoint]], at step: Double) -> (
    low: Double, median: Double, high: Double
  )? {
    let values = curves.compactMap { value(of: $0, at: step) }.sorted()
    guard values.count == curves.count, let low = values.first, let high = values.last else { return nil }
    let middle = values.count / 2
    return (low, values.count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2, high)
  }

  /// The curve's value at a step, by linear interpolation: the first value before the first point, nil after
  /// the last.
  private static func value(of curve: [MetricPoint], at step: Double) -> Double? {
    guard let first = curve.first, let last = curve.last, step <= last.step else { return nil }
    if step <= first.step { return first.value }
    guard let index = curve.firstIndex(where: { $0.step >= step }) else { return nil }
    let (before, after) = (curve[index - 1], curve[index])
    let share = after.step == before.step ? 1 : (step - before.step) / (after.step - before.step)
    return before.value + share * (after.value - before.value)
  }

  private func end(of group: Group) -> Double { group.curves.compactMap { $0.last?.step }.min() ?? 0 }

  /// The curves, followed by a table.
  func lines(width: Int, height: Int, hasColor: Bool) -> [String] {
    let curves = groups.flatMap { group -> [OverlayChart.Curve] in
      let steps = (0...Self.points).map { Double($0) / Double(Self.points) * end(of: group) }
      let spreads = steps.compactMap { step in Self.spread(of: group.curves, at: step).map { (step, $0) } }
      func curve(_ value: (_ spread: (low: Double, median: Double, high: Double)) -> Double)
        -> OverlayChart.Curve
      {
        OverlayChart.Curve(
          name: group.name, points: spreads.map { LineChart.Point(x: $0.0, y: value($0.1)) })
      }
      return group.curves.count == 1 ? [curve(\.median)] : [curve(\.low), curve(\.high), curve(\.median)]
    }
    return OverlayChart(title: title, curves: curves).lines(width: width, height: height, hasColor: hasColor)
      + [""] + table
  }

  private var table: [String] {
    groups.flatMap { group -> [String] in
      let count = group.curves.count
      let head = "\(group.name), \(count) run\(count == 1 ? "" : "s, median (range)")"
      return [head]
        + (1...Self.rows).compactMap { row in
          let step = (end(of: group) * Double(row) / Double(Self.rows)).rounded()
          guard let spread = Self.spread(of: group.curves, at: step) else { return nil }
          let range = count == 1 ? "" : String(format: "  (%.2f to %.2f)", spread.low, spread.high)
          return String(format: "%12.0f  %10.2f", step, spread.median) + range
        }
    }
  }
}
