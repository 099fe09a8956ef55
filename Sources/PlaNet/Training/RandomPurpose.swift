import Randomness

enum RandomPurpose: UInt64, StreamPurpose {
  /// The beginning of an episode.
  case episode = 1
  /// The actions of seed episodes, and of random collection.
  case randomActions = 2
  /// The noise that is added to planned actions.
  case exploration = 3
  /// The device's samples while an episode is collected.
  case planning = 4
  case sampling = 5
  /// The device's samples in updates.
  case learning = 6
  case evaluation = 7
  /// The device's samples, and those of planning with the true simulator, in evaluations.
  case evaluationPlanning = 8
  case parameters = 9
  case pictures = 10
}
