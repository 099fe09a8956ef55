import Environments

/// A cart that is to be pushed to the middle of its way, and to stay there.
struct Cart: Environment {
  private static let steps = 20

  private var place: Float = 0
  private var time = 0

  var specification: EnvironmentSpecification {
    EnvironmentSpecification(
      name: "cart", observations: .init(shape: [1], element: .float32),
      actions: .continuous(low: [-1], high: [1]), longestEpisode: Self.steps)
  }

  /// It begins on one side or the other.
  mutating func reset(seed: UInt64) -> Observation {
    place = seed % 2 == 0 ? 1 : -1
    time = 0
    return .numbers([place])
  }

  /// The reward falls with the distance.
  mutating func step(_ action: [Float]) -> EnvironmentStep {
    place += 0.3 * action[0]
    time += 1
    return EnvironmentStep(
      observation: .numbers([place]), reward: -abs(place), isTerminated: false,
      isTruncated: time == Self.steps)
  }

  var text: String { "at \(place)" }
}
