import Dispatch

/// Collects the statistics of a search while it runs, without allocating memory.
final class SearchMeter {
  /// The counts of one thread, padded to a cache line of their own. Times are in nanoseconds.
  struct Tally {
    var descent: UInt64 = 0
    var backUp: UInt64 = 0
    /// The first row with unusable numbers; `Int.max` if there is none.
    var fault = Int.max
    private var padding: (UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0)
  }

  /// One tally for each thread: [threads].
  let tallies: UnsafeMutableBufferPointer<Tally>
  /// The number of batches of leaves by their size: [largest batch + 1].
  private let histogram: UnsafeMutableBufferPointer<Int>
  private var start: UInt64 = 0
  private var end: UInt64 = 0
  private var evaluation: UInt64 = 0
  private var queued: UInt64 = 0
  private var longestQueued: UInt64 = 0
  private var idle: UInt64 = 0
  private var underWay = 0

  init(largestBatch: Int, threads: Int) {
    tallies = .allocate(capacity: threads)
    tallies.initialize(repeating: Tally())
    histogram = .allocate(capacity: largestBatch + 1)
    histogram.initialize(repeating: 0)
  }

  deinit {
    tallies.deallocate()
    histogram.deallocate()
  }

  /// The time of a monotonic clock, in nanoseconds.
  @inline(__always)
  static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }

  func begin() {
    tallies.update(repeating: Tally())
    histogram.update(repeating: 0)
    (evaluation, queued, longestQueued, idle, underWay) = (0, 0, 0, 0, 0)
    start = Self.now
    end = start
  }

  /// Measures a submission. `gathered` gives the time at which the batch's first leaf was gathered, and the
  /// number of leaves; nil for a batch of roots.
  func submitting<Result>(gathered: (since: UInt64, leaves: Int)?, _ body: () throws -> Result) rethrows
    -> Result
  {
    let before = Self.now
    if underWay == 0 { idle += before - end }
    if let gathered {
      histogram[gathered.leaves] += 1
      queued += before - gathered.since
      longestQueued = max(longestQueued, before - gathered.since)
    }
    underWay += 1
    defer { evaluation += Self.now - before }
    return try body()
  }

  /// Measures a wait for the evaluator.
  func waiting(_ body: () throws -> Void) rethrows {
    let before = Self.now
    defer {
      end = Self.now
      evaluation += end - before
      underWay -= 1
    }
    try body()
  }

  /// The first row found to have unusable numbers since the last call; nil if there is none.
  func takeFault() -> Int? {
    var first = Int.max
    for index in tallies.indices {
      first = min(first, tallies[index].fault)
      tallies[index].fault = .max
    }
    return first == .max ? nil : first
  }

  /// The statistics since `begin`.
  func statistics(evaluator times: EvaluatorTimes) -> SearchStatistics {
    let seconds = Self.now - start
    var statistics = SearchStatistics()
    for (size, batches) in histogram.enumerated() where batches > 0 {
      statistics.batchSizes.append(.init(size: size, batches: batches))
      statistics.leaves += size * batches
    }
    let batches = max(1, statistics.batchSizes.reduce(0) { $0 + $1.batches })
    statistics.seconds = Double(seconds) * 1e-9
    statistics.inferenceSeconds = Double(evaluation) * 1e-9
    statistics.hostSeconds = statistics.seconds - statistics.inferenceSeconds
    statistics.evaluatorTimes = times
    statistics.descentSeconds = tallies.reduce(0) { $0 + Double($1.descent) } * 1e-9
    statistics.backUpSeconds = tallies.reduce(0) { $0 + Double($1.backUp) } * 1e-9
    statistics.meanQueueSeconds = Double(queued) * 1e-9 / Double(batches)
    statistics.longestQueueSeconds = Double(longestQueued) * 1e-9
    statistics.idleShare = Double(idle + start + seconds - end) / Double(max(1, seconds))
    return statistics
  }
}
