import Telemetry

/// Shows how far an evaluation is, where it takes long.
struct EvaluationProgress {
  private static let delay = 3.0

  private let title: String
  private let display = ProgressDisplay()
  private let start = ContinuousClock.now

  init(_ title: String) { self.title = title }

  /// So many episodes are over, after so many steps of all.
  func show(over: Int, of count: Int, steps: Int) {
    show(
      fraction: Double(over) / Double(count),
      [ProgressItem("over", "\(over) of \(count)"), ProgressItem("steps", "\(steps)")])
  }

  /// The agent was asked about so many positions, of which nobody knows how many there are.
  func show(positions: Int) { show(fraction: nil, [ProgressItem("positions", "\(positions)")]) }

  /// Makes room for what is printed next.
  func end() { display.clear() }

  private func show(fraction: Double?, _ items: [ProgressItem]) {
    guard ContinuousClock.now - start > .seconds(Self.delay) else { return }
    display.update { ProgressStatus(title: title, fraction: fraction, items: items) }
  }
}
