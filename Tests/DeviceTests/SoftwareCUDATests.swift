import CCUDA
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Device

/// The check of the checks: the driver in software shows the mistakes that the program must not make.
@Suite(.serialized) struct SoftwareCUDATests {
  private let context: CUDAContext
  private let stream: CUstream
  private var functions: CUDAFunctions { context.functions }

  init() throws {
    try SoftwareCUDA.reset()
    let device = try SoftwareCUDA.device()
    context = try #require(device as? CUDADevice).context
    try context.makeCurrent()
    var stream: CUstream?
    try #require(context.functions.cuStreamCreateWithPriority(&stream, CU_STREAM_NON_BLOCKING, 0) == 0)
    self.stream = stream!
  }

  private func memory(_ byteCount: Int) throws -> CUdeviceptr {
    var pointer: CUdeviceptr = 0
    try #require(functions.cuMemAlloc(&pointer, byteCount) == CUDA_SUCCESS)
    return pointer
  }

  private func event() throws -> CUevent {
    let event = try context.makeEvent(CU_EVENT_DISABLE_TIMING)
    try #require(functions.cuEventRecord(event, stream) == CUDA_SUCCESS)
    return event
  }

  @Test func aThreadWithoutAContextIsRefused() throws {
    let (context, stream) = (context, UInt(bitPattern: stream))
    let results = Mutex<[CUresult]>([])
    let done = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      func record() -> CUresult {
        var pointer: CUdeviceptr = 0
        return max(
          context.functions.cuMemAlloc(&pointer, 16),
          context.functions.cuMemsetD32Async(pointer, 1, 4, CUstream(bitPattern: stream)))
      }
      let before = record()
      try? context.makeCurrent()
      let after = record()
      results.withLock { $0 = [before, after] }
      done.signal()
    }
    done.wait()
    #expect(results.withLock { $0 } == [CUDA_ERROR_INVALID_CONTEXT, CUDA_SUCCESS])
  }

  @Test func memoryThatIsFreedTooEarlyIsNoticed() throws {
    var found: Set<CUresult> = []
    for seed in 0..<20 {
      try SoftwareCUDA.reset()
      try SoftwareCUDA.setSeed(UInt64(seed))
      let pointer = try memory(64)
      try #require(functions.cuMemsetD32Async(pointer, 1, 16, stream) == CUDA_SUCCESS)
      let done = try event()
      _ = functions.cuMemFree(pointer)
      found.insert(functions.cuEventSynchronize(done))
      _ = functions.cuEventDestroy(done)
    }
    #expect(found == [CUDA_ERROR_ILLEGAL_ADDRESS])
    try SoftwareCUDA.reset()
  }

  /// A copy from pinned memory reads it when it runs: what is written there meanwhile arrives in its place.
  @Test func pinnedMemoryThatIsUsedAgainTooEarlyIsNoticed() throws {
    let pinned = try context.allocateHostMemory(byteCount: 16)
    let target = try memory(16)
    let words = pinned.bytes.bindMemory(to: Int32.self)
    for waits in [true, false] {
      var found: Set<Int32> = []
      for seed in 0..<20 {
        try SoftwareCUDA.setSeed(UInt64(seed))
        words[0] = 1
        try #require(
          functions.cuMemcpyHtoDAsync(target, pinned.bytes.baseAddress, 16, stream) == CUDA_SUCCESS)
        let copied = try event()
        if waits { try #require(functions.cuEventSynchronize(copied) == CUDA_SUCCESS) }
        words[0] = 2
        try #require(
          functions.cuMemcpyDtoHAsync(pinned.bytes.baseAddress! + 4, target, 4, stream) == CUDA_SUCCESS)
        let back = try event()
        try #require(functions.cuEventSynchronize(back) == CUDA_SUCCESS)
        found.insert(words[1])
        for event in [copied, back] { _ = functions.cuEventDestroy(event) }
      }
      #expect(found == [waits ? 1 : 2])
    }
    _ = functions.cuMemFree(target)
  }

  @Test func whatIsDestroyedCannotBeUsed() throws {
    let event = try event()
    #expect(functions.cuEventDestroy(event) == CUDA_SUCCESS)
    #expect(functions.cuEventDestroy(event) == CUDA_ERROR_INVALID_HANDLE)
    #expect(functions.cuEventRecord(event, stream) == CUDA_ERROR_INVALID_HANDLE)
    // A handle of another kind is none.
    #expect(functions.cuEventQuery(stream) == CUDA_ERROR_INVALID_HANDLE)
    let pointer = try memory(16)
    #expect(functions.cuMemFree(pointer) == CUDA_SUCCESS)
    #expect(functions.cuMemFree(pointer) == CUDA_ERROR_INVALID_VALUE)
    #expect(functions.cuStreamDestroy(stream) == CUDA_SUCCESS)
    #expect(functions.cuEventRecord(event, stream) == CUDA_ERROR_INVALID_HANDLE)
  }

  @Test func writesPastTheEndOfMemoryAreNoticed() throws {
    let pointer = try memory(16)
    try #require(functions.cuMemsetD32Async(pointer, 1, 64, stream) == CUDA_SUCCESS)
    #expect(functions.cuEventSynchronize(try event()) == CUDA_ERROR_ILLEGAL_ADDRESS)
    try SoftwareCUDA.reset()
  }
}
