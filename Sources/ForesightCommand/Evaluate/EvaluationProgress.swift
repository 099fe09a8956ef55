import Telemetry

/// Shows the progress of an evaluation, if it takes long.
struct EvaluationProgress {
  private static let delay = 3.0

  private let title: String
  private let display = ProgressDisplay()
  private let start = ContinuousClock.now

  init(_ title: String) { self.title = title }

  /// Shows the number of finished episodes, and the number of steps of all.
  func show(over: Int, of count: Int, steps: Int) {
    show(
      fraction: Double(over) / Double(count),
      [ProgressItem("over", "\(over) of \(count)"), ProgressItem("steps", "\(steps)")])
  }

  /// Shows the number of positions that the agent was asked about, whose total is not known.
  func show(positions: Int) { show(fraction: nil, [ProgressItem("positions", "\(positions)")]) }

  /// Clears the display for what is printed next.
  func end() { display.clear() }

  private func show(fraction: Double?, _ items: [ProgressItem]) {
    guard ContinuousClock.now - start > .seconds(Self.delay) else { return }
    display.update { ProgressStatus(title: title, fraction: fraction, items: items) }
  }
}
