/// The state of a run.
package enum RunState: String, Sendable {
  case training
  case finished
  case stopped
  /// The run has not stored anything yet.
  case begun

  /// - Parameter isComplete: whether the run has reached its end, according to its metrics.
  package init(of folder: RunFolder, isComplete: Bool) {
    if FolderLock.isHeld(folder.path) {
      self = .training
    } else if folder.checkpoints.latest == nil {
      self = .begun
    } else {
      self = isComplete ? .finished : .stopped
    }
  }
}
