/// Counts the steps of an episode, and says when it is over: what Gymnasium's wrappers TimeLimit and OrderEnforcing do.
struct EpisodeClock: Sendable, Equatable {
  /// After how many steps an episode is truncated.
  let limit: Int
  /// How many the episode has had.
  private(set) var steps = 0
  private var isRunning = false

  /// The clock of an environment that has not been reset yet.
  init(limit: Int) {
    precondition(limit > 0, "episodes of at most \(limit) steps")
    self.limit = limit
  }

  /// Begins an episode.
  mutating func begin() { (steps, isRunning) = (0, true) }

  /// To be called before an environment acts: an episode must be running.
  func checkIsRunning() { precondition(isRunning, "a step where no episode is running; reset first") }

  /// Counts a step that led to `observation`. As in Gymnasium the last step may both terminate and be truncated.
  mutating func step(_ observation: Observation, reward: Double, isTerminated: Bool = false)
    -> EnvironmentStep
  {
    steps += 1
    let step = EnvironmentStep(
      observation: observation, reward: Float(reward), isTerminated: isTerminated, isTruncated: steps >= limit
    )
    isRunning = !step.isOver
    return step
  }
}
