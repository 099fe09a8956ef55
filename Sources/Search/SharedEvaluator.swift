import Dispatch
import Foundation

/// One evaluator for several searches at once, each of which runs on a thread of its own: their leaves leave together.
///
/// A batch leaves when every caller that has joined waits, when it is full, or when its deadline has passed; one of the threads
/// that wait takes it to the evaluator. That is called by one thread at a time, but not always the same one.
///
/// Callers have slots and numbers of trees of their own: those of caller c begin at c · `slots` and c · `trees`.
///
/// `@unchecked Sendable`: what changes stands behind the condition's lock, but for the rows, which belong to the thread that
/// evaluates.
package final class SharedEvaluator: @unchecked Sendable {
  /// What its batches were since it was made.
  package struct Statistics: Sendable, Equatable, Encodable {
    /// How many batches of leaves there were of each size, in ascending order.
    package fileprivate(set) var batchSizes: [SearchStatistics.BatchCount] = []
    /// How long a batch's first leaf waited until the batch left: the mean over batches of leaves, and the longest.
    package fileprivate(set) var meanQueueSeconds = 0.0
    package fileprivate(set) var longestQueueSeconds = 0.0
  }

  /// What a caller asked for.
  final class Entry {
    enum Content {
      case roots(RootBatch)
      case leaves(LeafBatch)
    }

    let content: Content
    let caller: Int
    let since: UInt64
    /// Whether its caller waits for it.
    var isAwaited = false
    /// nil until it is evaluated.
    var outcome: Result<Void, any Error>?

    init(_ content: Content, caller: Int) {
      (self.content, self.caller, since) = (content, caller, SearchMeter.now)
    }

    var count: Int {
      switch content {
      case .roots(let batch): batch.count
      case .leaves(let batch): batch.count
      }
    }

    var isRoots: Bool {
      switch content {
      case .roots: true
      case .leaves: false
      }
    }
  }

  let priorForm: PriorForm
  private let rows: SharedRows
  private let callers: Int
  private let deadline: UInt64?
  private let condition = NSCondition()
  /// By number, whether there is such a caller.
  private var isTaken: [Bool]
  /// How many callers wait for an entry without an outcome.
  private var waiting = 0
  /// What has come since a batch left, and what is to leave, in order.
  private var gathered: [Entry] = []
  private var leaving: [Entry] = []
  private var isEvaluating = false
  private var histogram: [Int: Int] = [:]
  private var batches = 0
  private var queued: UInt64 = 0
  private var longestQueued: UInt64 = 0

  /// For at most `callers` callers, each with so many trees and slots; `evaluator` needs room for all of them, and is asked
  /// for at most `maximumBatch` leaves of at most so many actions at a time.
  ///
  /// `deadline`: how many seconds a batch's first leaf may wait for others, where callers are interactive; nil for none.
  /// Batches, but no result, depend on time then.
  package init(
    _ evaluator: any Evaluator, callers: Int, trees: Int, slots: Int, actions: Int, maximumBatch: Int,
    deadline: Double? = nil
  ) {
    precondition(
      callers >= 1 && trees >= 1 && slots >= 1 && actions >= 1 && maximumBatch >= 1,
      "\(callers) callers of \(trees) trees, \(slots) slots and \(actions) actions, batches of \(maximumBatch)"
    )
    precondition(
      slots <= Int(Int32.max) / callers && trees <= Int(Int32.max) / callers,
      "\(callers) callers of \(trees) trees and \(slots) slots are more than 32 bits count")
    priorForm = evaluator.priorForm
    rows = SharedRows(evaluator, maximumBatch: maximumBatch, actions: actions, trees: trees, slots: slots)
    self.callers = callers
    self.deadline = deadline.map { UInt64(max(0, $0) * 1e9) }
    isTaken = Array(repeating: false, count: callers)
  }

  package var statistics: Statistics {
    condition.withLock {
      var statistics = Statistics()
      statistics.batchSizes = histogram.sorted { $0.key < $1.key }.map {
        .init(size: $0.key, batches: $0.value)
      }
      statistics.meanQueueSeconds = Double(queued) * 1e-9 / Double(max(1, batches))
      statistics.longestQueueSeconds = Double(longestQueued) * 1e-9
      return statistics
    }
  }

  /// Another caller, with the smallest number that is free: from now on batches wait for it, until it leaves.
  package func join() -> SharedCaller {
    condition.withLock {
      guard let number = isTaken.firstIndex(of: false) else {
        preconditionFailure("one caller more than the \(callers) that there is room for")
      }
      isTaken[number] = true
      return SharedCaller(self, number: number)
    }
  }

  func leave(_ number: Int) {
    condition.withLock {
      isTaken[number] = false
      condition.broadcast()
    }
  }

  // MARK: Entries

  func submit(_ entry: Entry) {
    precondition(
      entry.count <= rows.maximumBatch,
      "\(entry.count) leaves at once, where a batch has at most \(rows.maximumBatch)")
    condition.withLock {
      gathered.append(entry)
      if gathered.reduce(0, { $0 + $1.count }) >= rows.maximumBatch {
        letGo()
        condition.broadcast()
      }
    }
  }

  /// Returns when an entry is evaluated, by this thread or another. Throws what the evaluator threw.
  func wait(for entry: Entry) throws {
    try condition.withLock {
      entry.isAwaited = true
      if entry.outcome == nil { waiting += 1 }
      while entry.outcome == nil {
        let rest = restUntilDeadline
        if waiting == isTaken.count(where: { $0 }) || rest == 0 { letGo() }
        if !isEvaluating, !leaving.isEmpty {
          evaluate(until: entry)
        } else if let rest, !isEvaluating {
          _ = condition.wait(until: Date(timeIntervalSinceNow: Double(rest) * 1e-9))
        } else {
          condition.wait()
        }
      }
      try entry.outcome?.get()
    }
  }

  /// Nanoseconds until what is gathered must leave; nil where nothing must.
  private var restUntilDeadline: UInt64? {
    guard let deadline, let first = gathered.first else { return nil }
    let passed = SearchMeter.now - first.since
    return passed >= deadline ? 0 : deadline - passed
  }

  private func letGo() {
    leaving += gathered
    gathered = []
  }

  // MARK: Batches

  /// Takes batches to the evaluator until `entry` has its outcome or nothing is left; the lock is free meanwhile.
  private func evaluate(until entry: Entry) {
    isEvaluating = true
    while entry.outcome == nil, !leaving.isEmpty {
      let batch = takeBatch()
      condition.unlock()
      let outcome = Result { try rows.evaluate(batch) }
      condition.lock()
      for entry in batch {
        entry.outcome = outcome
        if entry.isAwaited { waiting -= 1 }
      }
      condition.broadcast()
    }
    isEvaluating = false
    condition.broadcast()
  }

  /// The first entries that are to leave, as many as are of one kind and fit a batch.
  private func takeBatch() -> [Entry] {
    var (size, count) = (0, 0)
    while count < leaving.count, leaving[count].isRoots == leaving[0].isRoots,
      size + leaving[count].count <= rows.maximumBatch
    {
      size += leaving[count].count
      count += 1
    }
    let batch = Array(leaving.prefix(count))
    leaving.removeFirst(count)
    if !batch[0].isRoots {
      let wait = SearchMeter.now - batch[0].since
      histogram[size, default: 0] += 1
      batches += 1
      queued += wait
      longestQueued = max(longestQueued, wait)
    }
    return batch
  }
}
