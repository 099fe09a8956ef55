import TestSupport
import Testing

@testable import Device

/// A little of everything that the program asks of CUDA, from a fresh device to its end; and what each call is for.
enum CUDAWorkload {
  static func run() throws {
    let device = try SoftwareCUDA.device()
    let queue = try device.makeQueue(profiling: true)
    let buffer = try device.makeBuffer(byteCount: 80)
    try queue.fill(buffer, pattern: 0)
    try queue.upload(HostMemory([Int32(1)]), to: buffer, byteOffset: 16)
    try queue.copy(from: buffer, to: buffer.slice(byteOffset: 16, byteCount: 16), byteCount: 16)
    let event = try queue.enqueueWithEvent(
      Diamond.launch(
        device, "shift", [.buffer(buffer), .int(1), .buffer(buffer.slice(byteOffset: 64, byteCount: 16))]))
    try queue.finish()
    _ = try event.duration()
    let sequence = try device.makeSequence(Diamond.contents(device, in: buffer))
    let values: [Int32] = try Diamond.run(sequence, 4, on: queue).wait().array()
    #expect(values == Diamond.expected(4))
    _ = try queue.download(buffer, range: 0..<16).wait()
    try queue.finish()
  }

  /// Asks for all of a device's memory, of which something is in use, and returns what the program says.
  static func refusal() throws -> String {
    let device = try SoftwareCUDA.device()
    let buffer = try device.makeBuffer(byteCount: 80)
    return try withExtendedLifetime(buffer) {
      let error = #expect(throws: DeviceError.self) {
        try device.makeBuffer(byteCount: device.info.largestAllocation)
      }
      return try #require(error).description
    }
  }

  /// What comes of a call that fails each time.
  enum Failure {
    /// The workload ends with a message that names the call and has one of these: what the call was for.
    case named([String])
    /// The driver does not start, which the message says.
    case noStart
    /// There is another way, which the program takes: the results are the same.
    case anotherWay
    /// The program only gives something back, which stays with the driver: these objects.
    case kept([String])
    /// Only the words of another failure are fewer.
    case fewerWords
  }

  /// Every function of the table in `CUDAFunctions.h`.
  static let functions: [String: Failure] = [
    "cuInit": .noStart,
    "cuDriverGetVersion": .noStart,
    "cuGetErrorName": .fewerWords,
    "cuGetErrorString": .fewerWords,
    "cuDeviceGetCount": .named(["listing devices"]),
    "cuDeviceGet": .named(["CUDA device 0"]),
    "cuDeviceGetName": .named(["CUDA device 0"]),
    "cuDeviceTotalMem_v2": .named(["CUDA device 0"]),
    "cuDeviceGetAttribute": .named([" of CUDA device 0"]),
    "cuDevicePrimaryCtxRetain": .named(["NVIDIA H200 (software)"]),
    "cuDevicePrimaryCtxRelease_v2": .kept([]),
    "cuCtxSetCurrent": .named(["NVIDIA H200 (software)"]),
    "cuCtxGetStreamPriorityRange": .named(["NVIDIA H200 (software)"]),
    "cuStreamCreateWithPriority": .named(["NVIDIA H200 (software)"]),
    "cuStreamDestroy_v2": .kept(["stream"]),
    "cuEventCreate": .named(["NVIDIA H200 (software)"]),
    "cuEventDestroy_v2": .kept(["event"]),
    "cuEventRecord": .named(["upload", "shift", "a queue's work", "a sequence", "download"]),
    "cuEventSynchronize": .named(["a queue's work", "a sequence", "download"]),
    "cuEventQuery": .named(["a queue's work", "a sequence", "download"]),
    "cuEventElapsedTime": .named(["shift"]),
    "cuMemGetInfo_v2": .fewerWords,
    "cuMemAlloc_v2": .named([" bytes on NVIDIA H200 (software)"]),
    "cuMemFree_v2": .kept(["memory"]),
    "cuMemHostAlloc": .named([" bytes of the host's memory"]),
    "cuMemFreeHost": .kept(["pinned"]),
    "cuMemcpyHtoDAsync_v2": .named([" bytes"]),
    "cuMemcpyDtoHAsync_v2": .named([" bytes"]),
    "cuMemcpyDtoDAsync_v2": .named([" bytes"]),
    "cuMemsetD32Async": .named([" bytes"]),
    "cuModuleLoadDataEx": .named(["does not load on NVIDIA H200 (software)"]),
    "cuModuleUnload": .kept(["module"]),
    "cuModuleGetFunction": .named(["shift in "]),
    "cuLinkCreate_v2": .anotherWay,
    "cuLinkAddData_v2": .anotherWay,
    "cuLinkComplete": .anotherWay,
    "cuLinkDestroy": .kept(["link"]),
    "cuLaunchKernel": .named(["shift, [2, 1, 1] groups of [2, 1, 1]"]),
    "cuGraphCreate": .anotherWay,
    "cuGraphDestroy": .kept(["graph"]),
    "cuGraphAddKernelNode_v2": .anotherWay,
    "cuGraphKernelNodeSetAttribute": .anotherWay,
    "cuGraphAddMemcpyNode": .anotherWay,
    "cuGraphAddMemsetNode": .anotherWay,
    "cuGraphInstantiateWithFlags": .anotherWay,
    "cuGraphExecMemcpyNodeSetParams": .named(["16 bytes"]),
    "cuGraphExecDestroy": .kept(["executable"]),
    "cuGraphLaunch": .named(["a sequence of 6 commands"]),
  ]
}
