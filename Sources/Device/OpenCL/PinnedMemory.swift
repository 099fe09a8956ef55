import COpenCL

/// Host memory that a driver allocated, so that it can copy directly from and to it.
enum PinnedMemory {
  /// Throws if the driver has too little memory, or cannot map it for the host.
  static func make(byteCount: Int, device: OpenCLDevice) throws -> HostMemory {
    let context = device.context
    var code: cl_int = 0
    let flags = cl_mem_flags(CL_MEM_READ_WRITE | CL_MEM_ALLOC_HOST_PTR)
    guard let memory = clCreateBuffer(context.context, flags, byteCount, nil, &code) else {
      throw DeviceError(
        call: "clCreateBuffer", code: code,
        context: "\(byteCount) bytes of the host's memory for \(device.info.name)")
    }
    let handle = MappedBuffer(memory, queue: try device.makeDriverQueue(profiling: false), context: context)
    guard
      let pointer = clEnqueueMapBuffer(
        handle.queue, memory, cl_bool(CL_TRUE), cl_map_flags(CL_MAP_READ | CL_MAP_WRITE), 0, byteCount, 0,
        nil, nil,
        &code)
    else {
      throw DeviceError(
        call: "clEnqueueMapBuffer", code: code, context: "\(byteCount) bytes on \(device.info.name)")
    }
    handle.pointer = pointer
    return HostMemory(UnsafeMutableRawBufferPointer(start: pointer, count: byteCount)) { handle.release() }
  }

  private final class MappedBuffer {
    let memory: cl_mem
    let queue: cl_command_queue
    let context: OpenCLContext
    var pointer: UnsafeMutableRawPointer?

    init(_ memory: cl_mem, queue: cl_command_queue, context: OpenCLContext) {
      self.memory = memory
      self.queue = queue
      self.context = context
    }

    func release() {
      if let pointer { clEnqueueUnmapMemObject(queue, memory, pointer, 0, nil, nil) }
      pointer = nil
      clFinish(queue)
    }

    deinit {
      clReleaseMemObject(memory)
      clReleaseCommandQueue(queue)
    }
  }
}
