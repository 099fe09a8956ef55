import Synchronization

/// Released device memory that waits to be used again, by size class.
///
/// Memory may be released while queues still work on it; it is used again, or freed, once each of them has
/// finished. If too much memory waits in this way, taking memory waits for the queues.
///
/// `@unchecked Sendable`: a mutex guards what changes.
final class MemoryPool<Allocation: Sendable>: @unchecked Sendable {
  private let info: DeviceInfo
  private let create: (_ byteCount: Int) throws -> Allocation
  private let release: (Allocation) -> Void
  /// Whether sizes are rounded up. They are not in a simulator that reports accesses beyond the end of
  /// memory.
  private let roundsUp: Bool
  private let state = Mutex(State())

  /// The number of waiting allocations of one size from which taking memory waits for the queues.
  private let maximumWaiting = 4

  private struct Released {
    let allocation: Allocation
    /// The queues that were at work when it was released.
    let marks: [QueueMark]
  }

  private struct State {
    var released: [Int: [Released]] = [:]
    var activities: [ObjectIdentifier: QueueActivity] = [:]
  }

  /// `create` and `release` call the driver, and may be called from any thread.
  init(
    info: DeviceInfo, create: @escaping (_ byteCount: Int) throws -> Allocation,
    release: @escaping (Allocation) -> Void
  ) {
    self.info = info
    self.create = create
    self.release = release
    roundsUp = info.platform != "Oclgrind"
  }

  deinit { trim() }

  private func allocationSize(_ byteCount: Int) -> Int {
    roundsUp
      ? min(MemorySizeClass.size(of: byteCount), max(info.largestAllocation, byteCount)) : max(byteCount, 1)
  }

  func take(byteCount: Int) throws -> Allocation {
    precondition(byteCount >= 0, "a buffer of \(byteCount) bytes")
    if byteCount > info.largestAllocation {
      throw DeviceUnavailable(
        "a buffer of \(byteCount) bytes is larger than the \(info.largestAllocation) bytes that "
          + "\(info.name) allows; use smaller sizes or a device with more memory")
    }
    let size = allocationSize(byteCount)
    if let allocation = try reuse(size) { return allocation }
    do {
      return try create(size)
    } catch {
      trim()
      return try create(size)
    }
  }

  func give(_ allocation: Allocation, byteCount: Int) {
    let size = allocationSize(byteCount)
    state.withLock { state in
      let marks = state.activities.values.compactMap { $0.mark() }
      state.released[size, default: []].append(Released(allocation: allocation, marks: marks))
    }
  }

  /// Frees all unused memory, once the queues that worked on it have finished.
  func trim() {
    let all = state.withLock { state in
      defer { state.released = [:] }
      return state.released.values.flatMap { $0 }
    }
    for released in all {
      // A failed queue no longer works on anything.
      for mark in released.marks where !mark.isPassed { try? mark.wait() }
      release(released.allocation)
    }
  }

  func add(_ activity: QueueActivity) {
    state.withLock { $0.activities[ObjectIdentifier(activity)] = activity }
  }

  func remove(_ activity: QueueActivity) {
    state.withLock { $0.activities[ObjectIdentifier(activity)] = nil }
  }

  /// Released memory of this size; nil if new memory must be allocated.
  private func reuse(_ size: Int) throws -> Allocation? {
    let found: Released? = state.withLock { state in
      guard let list = state.released[size], !list.isEmpty else { return nil }
      let index =
        list.lastIndex { $0.marks.allSatisfy(\.isPassed) } ?? (list.count >= maximumWaiting ? 0 : nil)
      return index.map { state.released[size]!.remove(at: $0) }
    }
    guard let found else { return nil }
    for mark in found.marks where !mark.isPassed { try mark.wait() }
    return found.allocation
  }
}

/// The sizes that pools allocate.
enum MemorySizeClass {
  /// Rounds up to a multiple of an eighth of the next lower power of two, so that at most an eighth is
  /// wasted.
  static func size(of byteCount: Int) -> Int {
    let size = max(byteCount, 256)
    let step = max(256, 1 << (Int.bitWidth - 1 - size.leadingZeroBitCount - 3))
    return (size + step - 1) / step * step
  }
}
