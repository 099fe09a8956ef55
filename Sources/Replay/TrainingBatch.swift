/// What an update of MuZero learns from, row by row, with K unrolled steps.
public struct TrainingBatch: Sendable, Equatable {
  /// How many rows there are.
  public internal(set) var count = 0
  /// [batch, height, width, channels] or [batch, size]: what the network sees of the root, as `ObservationStacking`.
  public internal(set) var observation = ObservationBatch.numbers([])
  /// [batch, K]: action k leads from step k to step k + 1.
  public internal(set) var action: [Int32] = []
  /// [batch, K + 1, actions].
  public internal(set) var targetPolicy: [Float] = []
  /// [batch, K + 1]: seen by the player to move at each step.
  public internal(set) var targetValue: [Float] = []
  /// [batch, K + 1]: reward k is that of action k − 1, seen by who took it; the first is 0.
  public internal(set) var targetReward: [Float] = []
  /// [batch, K + 1]: 0 drops a step, 1 keeps it.
  public internal(set) var mask: [Float] = []
  /// [batch]: importance weights.
  public internal(set) var weight: [Float] = []

  /// No rows.
  public init() {}

  /// Makes this a batch of `count` rows, whose values are undefined.
  mutating func resize(to count: Int, _ configuration: ReplayConfiguration) {
    let steps = configuration.targets.unrollSteps + 1
    self.count = count
    let stacking = configuration.stacking
    observation.resize(to: count * stacking.size, of: configuration.observations.element)
    func resize<Element: ExpressibleByIntegerLiteral>(_ values: inout [Element], _ count: Int) {
      if values.count != count { values = [Element](repeating: 0, count: count) }
    }
    resize(&action, count * (steps - 1))
    resize(&targetPolicy, count * steps * configuration.actions)
    resize(&targetValue, count * steps)
    resize(&targetReward, count * steps)
    resize(&mask, count * steps)
    resize(&weight, count)
  }
}
