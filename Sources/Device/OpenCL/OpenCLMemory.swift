import COpenCL

/// A driver's memory, as its pool keeps it. `@unchecked Sendable`: OpenCL memory objects are thread safe.
struct OpenCLAllocation: @unchecked Sendable {
  /// Copies and fills go through it.
  let object: cl_mem
  /// Where the same bytes lie in shared virtual memory; nil on a device that has none.
  let pointer: UnsafeMutableRawPointer?

  /// Throws where the driver has no room.
  init(byteCount: Int, addressing: OpenCLAddressing, context: cl_context, info: DeviceInfo) throws {
    var code: cl_int = 0
    let what = "\(byteCount) bytes on \(info.name), which has \(info.globalMemory) bytes of memory in all"
    switch addressing {
    case .offsets:
      guard let object = clCreateBuffer(context, cl_mem_flags(CL_MEM_READ_WRITE), byteCount, nil, &code)
      else {
        throw DeviceError(call: "clCreateBuffer", code: code, context: what)
      }
      self.object = object
      pointer = nil
    case .pointers:
      guard let pointer = clSVMAlloc(context, cl_svm_mem_flags(CL_MEM_READ_WRITE), byteCount, 0) else {
        throw DeviceError(call: "clSVMAlloc", code: CL_MEM_OBJECT_ALLOCATION_FAILURE, context: what)
      }
      let flags = cl_mem_flags(CL_MEM_READ_WRITE | CL_MEM_USE_HOST_PTR)
      guard let object = clCreateBuffer(context, flags, byteCount, pointer, &code) else {
        clSVMFree(context, pointer)
        throw DeviceError(
          call: "clCreateBuffer", code: code, context: "over shared virtual memory, \(what)")
      }
      self.object = object
      self.pointer = pointer
    }
  }

  /// No queue may work on it any more.
  func release(_ context: cl_context) {
    clReleaseMemObject(object)
    if let pointer { clSVMFree(context, pointer) }
  }
}

/// How kernels are told where a view begins.
package enum OpenCLAddressing: String, Sendable {
  /// By a pointer into shared virtual memory.
  case pointers
  /// By a buffer and an offset in bytes, which follows it as an argument of its own (`KernelSource.withOffsets`).
  case offsets
}

/// Memory of a device's pool.
final class OpenCLMemory: DeviceMemory {
  let allocation: OpenCLAllocation
  let byteCount: Int
  private let pool: MemoryPool<OpenCLAllocation>

  init(_ allocation: OpenCLAllocation, byteCount: Int, pool: MemoryPool<OpenCLAllocation>) {
    self.allocation = allocation
    self.byteCount = byteCount
    self.pool = pool
  }

  deinit { pool.give(allocation, byteCount: byteCount) }
}

extension Buffer {
  /// The driver's memory below this view.
  var openCL: OpenCLAllocation {
    guard let memory = memory as? OpenCLMemory else {
      preconditionFailure("a buffer of another driver: \(memory)")
    }
    return memory.allocation
  }
}
