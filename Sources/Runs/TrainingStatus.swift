import Telemetry

/// How far a run is.
public struct TrainingStatus: Sendable, Equatable, CustomStringConvertible {
  /// Steps of the environments so far; updates where a stored dataset alone is learned from.
  public let steps: Int
  /// Updates of the parameters so far.
  public let updates: Int
  /// How much of the run is done, from 0 to 1.
  public let fraction: Double
  /// What the command line would show, by its names: the loss, the mean return of the newest episodes, and so on.
  public let figures: [String: String]
  private let items: [ProgressItem]

  package init(_ training: any AgentTraining) {
    (steps, updates, fraction) = (training.recordedStep, training.updates, training.progress)
    items = training.items
    figures = Dictionary(items.map { ($0.name, $0.value) }) { $1 }
  }

  /// `52 %, steps 10432 at 1520/s, updates 950 at 140/s, …`
  public var description: String {
    (["\(Int(fraction * 100)) %"] + items.map { "\($0.name) \($0.value)" }).joined(separator: ", ")
  }
}
