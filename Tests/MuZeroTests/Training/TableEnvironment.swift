import Environments

/// A deterministic Markov decision process of a few states, each of which is observed as a one-hot vector.
struct TableEnvironment: Environment {
  /// What an action brings, and where it leads: nil ends the episode.
  struct Transition: Sendable {
    let reward: Float
    let next: Int?
  }

  /// [states][actions].
  let table: [[Transition]]
  /// Steps after which an episode is cut off.
  let limit: Int
  private var state = 0
  private var steps = 0

  init(_ table: [[Transition]], limit: Int) { (self.table, self.limit) = (table, limit) }

  var specification: EnvironmentSpecification {
    EnvironmentSpecification(
      name: "table", observations: .init(shape: [table.count], element: .float32),
      actions: .discrete(count: table[0].count, meaning: .choice), longestEpisode: limit)
  }

  /// An episode begins in any of the states, each as likely.
  mutating func reset(seed: UInt64) -> Observation {
    (state, steps) = (Int(seed % UInt64(table.count)), 0)
    return observation(of: state)
  }

  mutating func step(_ action: Int) -> EnvironmentStep {
    let transition = table[state][action]
    steps += 1
    state = transition.next ?? state
    return EnvironmentStep(
      observation: observation(of: state), reward: transition.reward, isTerminated: transition.next == nil,
      isTruncated: transition.next != nil && steps == limit)
  }

  var text: String { "state \(state)" }

  /// The one-hot vector.
  func observation(of state: Int) -> Observation {
    .numbers(table.indices.map { $0 == state ? 1 : 0 })
  }
}
