import Dispatch

/// Spreads rows over the host's threads. Results do not depend on which thread takes which rows.
struct HostThreads {
  let count: Int

  /// The number of rows of one chunk: few enough that what a backup touches is still in the cache for the
  /// descent.
  private static let chunk = 64

  /// Calls `body` with ranges that together make up `rows`, and with the index of the thread, below `count`.
  /// Returns when all calls have returned.
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
