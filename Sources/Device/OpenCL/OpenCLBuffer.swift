import COpenCL

/// Device memory, or a part of another buffer's.
///
/// `@unchecked Sendable`: immutable; OpenCL memory objects are thread safe.
final class OpenCLBuffer: Buffer, @unchecked Sendable {
  let memory: cl_mem
  let byteCount: Int
  private let pool: BufferPool?
  private let parent: OpenCLBuffer?

  init(memory: DeviceMemory, byteCount: Int, pool: BufferPool) {
    self.memory = memory.object
    self.byteCount = byteCount
    self.pool = pool
    parent = nil
  }

  private init(slice: cl_mem, byteCount: Int, parent: OpenCLBuffer) {
    memory = slice
    self.byteCount = byteCount
    pool = nil
    self.parent = parent
  }

  deinit {
    if let pool {
      pool.give(DeviceMemory(object: memory), byteCount: byteCount)
    } else {
      clReleaseMemObject(memory)
    }
  }

  func slice(byteOffset: Int, byteCount: Int) throws -> any Buffer {
    precondition(
      byteOffset >= 0 && byteCount >= 0 && byteOffset + byteCount <= self.byteCount,
      "a slice of \(byteCount) bytes at \(byteOffset) in a buffer of \(self.byteCount)")
    precondition(parent == nil, "a slice cannot be sliced: slice the whole buffer")
    var region = cl_buffer_region(origin: byteOffset, size: max(byteCount, 1))
    var code: cl_int = 0
    guard
      let slice = clCreateSubBuffer(
        memory, 0, cl_buffer_create_type(CL_BUFFER_CREATE_TYPE_REGION), &region, &code)
    else {
      throw DeviceError(
        call: "clCreateSubBuffer", code: code,
        context: "\(byteCount) bytes at \(byteOffset) of \(self.byteCount)")
    }
    return OpenCLBuffer(slice: slice, byteCount: byteCount, parent: self)
  }
}
