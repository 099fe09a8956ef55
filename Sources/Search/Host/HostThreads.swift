import Dispatch

/// Spreads rows over the host's threads. Which thread takes which rows changes no result.
struct HostThreads {
  let count: Int

  /// How many rows are worked on at a time: what they touch on their way up is in the cache for their way down.
  private static let chunk = 64

  /// Calls `body` with ranges that make up `rows`, and the number of the thread, below `count`; returns when all are done.
  func run(_ rows: Range<Int>, _ body: (_ rows: Range<Int>, _ thread: Int) -> Void) {
    let chunks = (rows.count + Self.chunk - 1) / Self.chunk
    let threads = min(count, chunks)
    func work(_ thread: Int) {
      for chunk in thread * chunks / threads..<(thread + 1) * chunks / threads {
        let first = rows.lowerBound + chunk * Self.chunk
        body(first..<min(first + Self.chunk, rows.upperBound), thread)
      }
    }
    if threads <= 1 { return threads == 1 ? work(0) : () }
    withoutActuallyEscaping(work) { work in
      nonisolated(unsafe) let work = work
      DispatchQueue.concurrentPerform(iterations: threads) { work($0) }
    }
  }
}
