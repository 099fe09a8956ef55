import COpenCL
import Synchronization

/// A driver's memory object. `@unchecked Sendable`: OpenCL memory objects are thread safe.
struct DeviceMemory: @unchecked Sendable {
  let object: cl_mem
}

/// Device memory that was released and waits to be used again, by size class.
///
/// Memory may be given back while queues still work on it: it is used again once each of them has finished. Where
/// too much waits so, taking memory waits for them.
///
/// `@unchecked Sendable`: what changes stands behind a mutex, and contexts are thread safe.
final class BufferPool: @unchecked Sendable {
  private let context: cl_context
  private let info: DeviceInfo
  /// False in a simulator that reports accesses past the end of memory: it must not be rounded up there.
  private let roundsUp: Bool
  private let state = Mutex(State())

  /// Buffers of a size that may wait for queues before taking one waits too.
  private static let mostWaiting = 4

  private struct Released {
    let memory: DeviceMemory
    /// The queues that were at work when it was given back.
    let marks: [QueueMark]
  }

  private struct State {
    var released: [Int: [Released]] = [:]
    var activities: [ObjectIdentifier: QueueActivity] = [:]
  }

  init(context: cl_context, info: DeviceInfo) {
    self.context = context
    self.info = info
    roundsUp = info.platform != "Oclgrind"
    clRetainContext(context)
  }

  deinit {
    trim()
    clReleaseContext(context)
  }

  /// Sizes are rounded up to an eighth of their power of two, so that at most an eighth is wasted.
  static func sizeClass(_ byteCount: Int) -> Int {
    let size = max(byteCount, 256)
    let step = max(256, 1 << (Int.bitWidth - 1 - size.leadingZeroBitCount - 3))
    return (size + step - 1) / step * step
  }

  private func allocationSize(_ byteCount: Int) -> Int {
    roundsUp ? min(Self.sizeClass(byteCount), max(info.largestAllocation, byteCount)) : max(byteCount, 1)
  }

  func take(byteCount: Int) throws -> DeviceMemory {
    precondition(byteCount >= 0, "a buffer of \(byteCount) bytes")
    if byteCount > info.largestAllocation {
      throw DeviceUnavailable(
        "a buffer of \(byteCount) bytes is larger than the \(info.largestAllocation) bytes that "
          + "\(info.name) allows; use smaller sizes or a device with more memory")
    }
    let size = allocationSize(byteCount)
    if let memory = try reuse(size) { return memory }
    do {
      return try create(size)
    } catch {
      trim()
      return try create(size)
    }
  }

  func give(_ memory: DeviceMemory, byteCount: Int) {
    let size = allocationSize(byteCount)
    state.withLock { state in
      let marks = state.activities.values.compactMap { $0.mark() }
      state.released[size, default: []].append(Released(memory: memory, marks: marks))
    }
  }

  /// The driver keeps memory for as long as enqueued work needs it, so all can be released at once.
  func trim() {
    let all = state.withLock { state in
      defer { state.released = [:] }
      return state.released.values.flatMap { $0 }
    }
    for released in all { clReleaseMemObject(released.memory.object) }
  }

  func add(_ activity: QueueActivity) {
    state.withLock { $0.activities[ObjectIdentifier(activity)] = activity }
  }

  func remove(_ activity: QueueActivity) {
    state.withLock { $0.activities[ObjectIdentifier(activity)] = nil }
  }

  /// Memory of this size that was given back; nil where there is none to be had without allocating.
  private func reuse(_ size: Int) throws -> DeviceMemory? {
    let found: Released? = state.withLock { state in
      guard let list = state.released[size], !list.isEmpty else { return nil }
      let index =
        list.lastIndex { $0.marks.allSatisfy(\.isPassed) } ?? (list.count >= Self.mostWaiting ? 0 : nil)
      return index.map { state.released[size]!.remove(at: $0) }
    }
    guard let found else { return nil }
    for mark in found.marks where !mark.isPassed { try mark.wait() }
    return found.memory
  }

  private func create(_ size: Int) throws -> DeviceMemory {
    var code: cl_int = 0
    guard let memory = clCreateBuffer(context, cl_mem_flags(CL_MEM_READ_WRITE), size, nil, &code) else {
      throw DeviceError(
        call: "clCreateBuffer", code: code,
        context: "\(size) bytes on \(info.name), which has \(info.globalMemory) bytes of memory in all")
    }
    return DeviceMemory(object: memory)
  }
}
