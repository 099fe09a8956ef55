import Synchronization

/// Tells the pool whether a queue may still be working on released memory.
///
/// `@unchecked Sendable`: the driver's wait is thread safe, and the rest is atomic.
final class QueueActivity: @unchecked Sendable {
  private let waitForDriver: () throws -> Void
  private let isBusy = Atomic(false)
  private let finishes = Atomic(0)

  /// `wait` waits for all work of the driver's queue. It keeps that queue alive, and may be called from any
  /// thread.
  init(wait: @escaping () throws -> Void) { waitForDriver = wait }

  /// Notes that work is about to be enqueued.
  func noteWork() { isBusy.store(true, ordering: .releasing) }

  /// Waits for all work, and notes that it is done. To be called by the queue's own thread.
  func finish() throws {
    try waitForDriver()
    isBusy.store(false, ordering: .releasing)
    finishes.add(1, ordering: .releasing)
  }

  /// The point in the queue's work that must be passed before memory released now may be reused; nil if the
  /// queue is idle.
  func mark() -> QueueMark? {
    isBusy.load(ordering: .acquiring)
      ? QueueMark(activity: self, finishes: finishes.load(ordering: .acquiring)) : nil
  }

  fileprivate func hasFinished(since count: Int) -> Bool { finishes.load(ordering: .acquiring) > count }

  fileprivate func wait() throws { try waitForDriver() }
}

/// A point in a queue's work, behind everything that was enqueued when it was made.
struct QueueMark: Sendable {
  fileprivate let activity: QueueActivity
  fileprivate let finishes: Int

  var isPassed: Bool { activity.hasFinished(since: finishes) }

  /// Waits for the queue. May be called from any thread.
  func wait() throws { try activity.wait() }
}
