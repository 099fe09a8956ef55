import Randomness

/// What a run's random numbers are for.
enum RandomPurpose: UInt64, StreamPurpose {
  /// How an episode begins.
  case episode = 1
  /// The actions of seed episodes, and of random collection.
  case randomActions = 2
  /// What is added to planned actions.
  case exploration = 3
  /// The device's draws while an episode is collected.
  case planning = 4
  case sampling = 5
  /// The device's draws in updates.
  case learning = 6
  case evaluation = 7
  /// The device's draws, and those of planning with the true simulator, in evaluations.
  case evaluationPlanning = 8
  case parameters = 9
  case pictures = 10
}
