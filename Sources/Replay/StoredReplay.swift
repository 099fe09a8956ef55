/// A replay that is stored with a run's checkpoints.
public protocol StoredReplay {
  /// The number of steps that it holds.
  var steps: Int { get }

  /// Waits until the whole content is on the disk, and returns the state that the run's checkpoint must
  /// store.
  ///
  /// The replay must have a folder. When the checkpoint is in place, and before another is made, `checkpointIsSaved`
  /// must be called. Throws `ReplayError`; the checkpoint before stays of use.
  func checkpoint() throws -> ReplayState

  /// Removes the files that only older checkpoints needed. Throws `ReplayError` if one cannot be removed; the
  /// next checkpoint tries again.
  func checkpointIsSaved() throws
}
