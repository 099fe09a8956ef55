import Foundation

/// What a run does.
package enum RunState: String, Sendable {
  case training
  case finished
  case stopped
  /// It has not stored anything so far.
  case begun

  /// - Parameter isComplete: Whether the run has come to its end, by its record.
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
