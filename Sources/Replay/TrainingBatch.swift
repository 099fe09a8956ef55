/// The batch of an update of MuZero, with K unrolled steps.
public struct TrainingBatch: Sendable, Equatable {
  /// The number of rows.
  public internal(set) var count = 0
  /// The stacked observations of the roots: [batch, height, width, channels] or [batch, size]; see
  /// `ObservationStacking`.
  public internal(set) var observation = ObservationBatch.numbers([])
  /// The actions: [batch, K]. Action k leads from step k to step k + 1.
  public internal(set) var action: [Int32] = []
  /// The policy targets: [batch, K + 1, actions].
  public internal(set) var targetPolicy: [Float] = []
  /// The value targets, seen by the player to move at each step: [batch, K + 1].
  public internal(set) var targetValue: [Float] = []
  /// The reward targets: [batch, K + 1]. Reward k is that of action k − 1, seen by the player who took it;
  /// the first is 0.
  public internal(set) var targetReward: [Float] = []
  /// The mask of steps, 1 to keep and 0 to drop: [batch, K + 1].
  public internal(set) var mask: [Float] = []
  /// The importance weights: [batch].
  public internal(set) var weight: [Float] = []

  /// A batch without rows.
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
