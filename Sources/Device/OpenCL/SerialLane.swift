import Foundation
import Synchronization

/// A serial device's place among the others: its launches run beside theirs, but for the first run of each, which is alone.
///
/// PoCL before 6.0 keeps one list of compiled kernels for all serial devices, with an entry for each size at which a
/// larger one is met first, and counts the end of a run on the entry that then stands first. Where a thread adds an entry while
/// another runs the same kernel, the count falls below 0, and PoCL aborts the process. A launch that has run finds its entry.
final class SerialLane: Sendable {
  /// All there are, held by whoever runs alone.
  private static let all = Mutex<[SerialLane]>([])
  private static let isClosed = Atomic(false)

  /// How many launches are running on the device.
  private let running = Atomic(0)

  init() { Self.all.withLock { $0.append(self) } }

  /// Runs a launch on the calling thread, with none of another device beside it where `alone`.
  func run(alone: Bool, _ body: () throws -> Void) throws {
    if alone { return try runAlone(body) }
    running.add(1, ordering: .sequentiallyConsistent)
    while Self.isClosed.load(ordering: .sequentiallyConsistent) {
      running.subtract(1, ordering: .sequentiallyConsistent)
      Self.all.withLock { _ in }
      running.add(1, ordering: .sequentiallyConsistent)
    }
    defer { running.subtract(1, ordering: .releasing) }
    try body()
  }

  private func runAlone(_ body: () throws -> Void) throws {
    try Self.all.withLock { lanes in
      Self.isClosed.store(true, ordering: .sequentiallyConsistent)
      defer { Self.isClosed.store(false, ordering: .sequentiallyConsistent) }
      while lanes.contains(where: { $0.running.load(ordering: .sequentiallyConsistent) > 0 }) {
        sched_yield()
      }
      try body()
    }
  }
}
