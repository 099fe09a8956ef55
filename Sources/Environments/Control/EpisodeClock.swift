/// Counts the steps of an episode, and decides when it is over, like Gymnasium's wrappers TimeLimit and
/// OrderEnforcing.
struct EpisodeClock: Sendable, Equatable {
  /// The number of steps after which an episode is truncated.
  let limit: Int
  private(set) var steps = 0
  private var isRunning = false

  /// The clock of an environment that has not been reset yet.
  init(limit: Int) {
    precondition(limit > 0, "episodes of at most \(limit) steps")
    self.limit = limit
  }

  /// Begins an episode, or goes on with one in which so many steps were taken.
  mutating func begin(after steps: Int = 0) { (self.steps, isRunning) = (steps, true) }

  /// To be called before an environment acts: an episode must be running.
  func checkIsRunning() { precondition(isRunning, "a step where no episode is running; reset first") }

  /// Counts a step that led to `observation`.
  mutating func step(_ observation: Observation, reward: Double, isTerminated: Bool = false)
    -> EnvironmentStep
  {
    step(EnvironmentStep(observation: observation, reward: Float(reward), isTerminated: isTerminated))
  }

  /// Counts a step, which the limit may truncate. As in Gymnasium, the last step may also terminate.
  mutating func step(_ step: EnvironmentStep) -> EnvironmentStep {
    steps += 1
    let counted = EnvironmentStep(
      observation: step.observation, reward: step.reward, isTerminated: step.isTerminated,
      isTruncated: step.isTruncated || steps >= limit)
    isRunning = !counted.isOver
    return counted
  }
}
