import CCUDA

typealias CUDAMemory = PooledMemory<CUdeviceptr>

extension Buffer {
  /// The device address where this view begins.
  var cuda: CUdeviceptr {
    guard let memory = memory as? CUDAMemory else {
      preconditionFailure("a buffer of another driver: \(memory)")
    }
    return memory.allocation + UInt64(byteOffset)
  }
}

extension CUDAContext {
  /// Allocates device memory. Throws an error with the requested and the free bytes if the device has too
  /// little.
  func allocate(byteCount: Int) throws -> CUdeviceptr {
    try makeCurrent()
    var pointer: CUdeviceptr = 0
    let code = functions.cuMemAlloc(&pointer, byteCount)
    if code != CUDA_SUCCESS {
      var (free, total) = (0, 0)
      let isKnown = functions.cuMemGetInfo(&free, &total) == CUDA_SUCCESS
      let room = isKnown ? ", of whose \(total) bytes \(free) are free" : ""
      throw driver.error(code, "cuMemAlloc", "\(byteCount) bytes on \(deviceName)\(room)")
    }
    return pointer
  }

  func free(_ pointer: CUdeviceptr) {
    guard (try? makeCurrent()) != nil else { return }
    _ = functions.cuMemFree(pointer)
  }

  /// Host memory that the device can copy from and to directly.
  func allocateHostMemory(byteCount: Int) throws -> HostMemory {
    guard byteCount > 0 else { return HostMemory(byteCount: 0) }
    try makeCurrent()
    var pointer: UnsafeMutableRawPointer?
    try check(
      functions.cuMemHostAlloc(&pointer, byteCount, CU_MEMHOSTALLOC_PORTABLE), "cuMemHostAlloc",
      "\(byteCount) bytes of the host's memory")
    return HostMemory(UnsafeMutableRawBufferPointer(start: pointer, count: byteCount)) { [self] in
      guard (try? makeCurrent()) != nil else { return }
      _ = functions.cuMemFreeHost(pointer)
    }
  }
}
