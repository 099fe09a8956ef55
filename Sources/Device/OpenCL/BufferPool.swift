import COpenCL
import Synchronization

/// A driver's memory object. `@unchecked Sendable`: OpenCL memory objects are thread safe.
struct DeviceMemory: @unchecked Sendable {
  let object: cl_mem
}

/// Device memory that was released and waits to be used again, by size class.
///
/// `@unchecked Sendable`: the free lists stand behind a mutex, and contexts are thread safe.
final class BufferPool: @unchecked Sendable {
  private let context: cl_context
  private let info: DeviceInfo
  /// False in a simulator that reports accesses past the end of memory: it must not be rounded up there.
  private let roundsUp: Bool
  private let free = Mutex<[Int: [DeviceMemory]]>([:])

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
    if let memory = free.withLock({ $0[size]?.popLast() }) { return memory }
    do {
      return try create(size)
    } catch {
      trim()
      return try create(size)
    }
  }

  func give(_ memory: DeviceMemory, byteCount: Int) {
    let size = allocationSize(byteCount)
    free.withLock { $0[size, default: []].append(memory) }
  }

  func trim() {
    let all = free.withLock { lists in
      defer { lists = [:] }
      return lists.values.flatMap { $0 }
    }
    for memory in all { clReleaseMemObject(memory.object) }
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
