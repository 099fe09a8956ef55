import Environments
import Testing

/// The largest differences of a replay from what was recorded, each as a share of 1 or of the recorded size, whichever is
/// larger.
struct ReplayDifference {
  var state = 0.0
  var observation = 0.0
  var reward = 0.0
}

/// Begins where a recorded episode begins, takes its actions, and expects it to go on and to end as it did; `state`
/// turns the recorded numbers into a state, and `numbers` turns them back.
func replay<Base: PhysicalEnvironment>(
  _ episode: RecordedEpisode, in environment: Base, actions: [Base.Action],
  state: ([Double]) -> Base.State, numbers: (Base.State) -> [Double]
) throws -> ReplayDifference {
  var environment = environment
  var difference = ReplayDifference()
  let (states, observations, rewards) = (episode.states, episode.observations, episode.rewards)
  func compare<Number: BinaryFloatingPoint>(
    _ actual: [Number], _ expected: [Number], _ worst: WritableKeyPath<ReplayDifference, Double>
  ) throws {
    try #require(actual.count == expected.count)
    for (actual, expected) in zip(actual, expected) {
      let distance = Double(abs(actual - expected) / max(1, abs(expected)))
      difference[keyPath: worst] = max(difference[keyPath: worst], distance.isNaN ? .infinity : distance)
    }
  }
  func compare(_ observation: Observation, at time: Int) throws {
    guard case .numbers(let values) = observation else { throw WrongObservation() }
    try compare(values, observations[time], \.observation)
    try compare(numbers(environment.state), states[time], \.state)
  }

  try #require(actions.count == rewards.count)
  try compare(environment.begin(at: state(states[0])), at: 0)
  for (time, action) in actions.enumerated() {
    let step = environment.step(action)
    try compare(step.observation, at: time + 1)
    try compare([step.reward], [Float(rewards[time])], \.reward)
    let isLast = time == actions.count - 1
    #expect(step.isTerminated == (isLast && episode.terminated), "step \(time)")
    #expect(step.isTruncated == (isLast && episode.truncated), "step \(time)")
  }
  return difference
}

/// Bytes came where numbers were expected.
struct WrongObservation: Error {}
