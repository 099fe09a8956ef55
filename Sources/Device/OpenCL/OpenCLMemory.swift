import COpenCL

/// Memory of a driver, as its pool keeps it. `@unchecked Sendable`: OpenCL memory objects are thread safe.
struct OpenCLAllocation: @unchecked Sendable {
  /// The memory object, used by copies and fills.
  let object: cl_mem
  /// The address of the same bytes in shared virtual memory; nil if the device has none.
  let pointer: UnsafeMutableRawPointer?

  /// Throws if the driver has too little memory.
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

  /// Frees the memory. No queue may use it any more.
  func release(_ context: cl_context) {
    clReleaseMemObject(object)
    if let pointer { clSVMFree(context, pointer) }
  }
}

/// The way in which kernels are told where a view begins.
package enum OpenCLAddressing: String, Sendable {
  /// By a pointer into shared virtual memory.
  case pointers
  /// By a buffer, followed by an offset in bytes as a separate argument (`KernelSource.withOffsets`).
  case offsets
}

typealias OpenCLMemory = PooledMemory<OpenCLAllocation>

extension Buffer {
  /// The driver's memory that this view belongs to.
  var openCL: OpenCLAllocation {
    guard let memory = memory as? OpenCLMemory else {
      preconditionFailure("a buffer of another driver: \(memory)")
    }
    return memory.allocation
  }
}
