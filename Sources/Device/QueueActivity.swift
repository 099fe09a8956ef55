import Synchronization

/// What the pool must know of a queue: whether it may still work on memory that is given back.
///
/// `@unchecked Sendable`: the driver's wait is thread safe, and the rest is atomic.
final class QueueActivity: @unchecked Sendable {
  private let waitForDriver: () throws -> Void
  private let isBusy = Atomic(false)
  private let finishes = Atomic(0)

  /// `wait` waits for all that the driver's queue has been given; it keeps that queue alive, and is called from any
  /// thread.
  init(wait: @escaping () throws -> Void) { waitForDriver = wait }

  /// Notes that work is about to be enqueued.
  func noteWork() { isBusy.store(true, ordering: .releasing) }

  /// Waits for all work, and notes that it is done. From the queue's own thread.
  func finish() throws {
    try waitForDriver()
    isBusy.store(false, ordering: .releasing)
    finishes.add(1, ordering: .releasing)
  }

  /// What to wait for before memory that is given back now may be used again; nil where the queue is idle.
  func mark() -> QueueMark? {
    isBusy.load(ordering: .acquiring)
      ? QueueMark(activity: self, finishes: finishes.load(ordering: .acquiring)) : nil
  }

  fileprivate func hasFinished(since count: Int) -> Bool { finishes.load(ordering: .acquiring) > count }

  fileprivate func wait() throws { try waitForDriver() }
}

/// A point in a queue's work, behind which lies all that was enqueued when it was made.
struct QueueMark: Sendable {
  fileprivate let activity: QueueActivity
  fileprivate let finishes: Int

  var isPassed: Bool { activity.hasFinished(since: finishes) }

  /// Waits for the queue, from any thread.
  func wait() throws { try activity.wait() }
}
