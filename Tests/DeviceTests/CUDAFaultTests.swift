import CCUDA
import TestSupport
import Testing

@testable import Device

/// Faults of every function of CUDA that the program calls, on the driver in software.
@Suite(.serialized, .timeLimit(.minutes(5))) struct CUDAFaultTests {
  init() throws { try SoftwareCUDA.reset() }

  /// In the order of the table.
  private static let functions: [String] = {
    var names: [String] = []
    while let name = cuda_function_name(Int32(names.count)) { names.append(String(cString: name)) }
    return names
  }()

  /// Those whose work may fail later.
  private static let submissions = [
    "cuEventRecord", "cuLaunchKernel", "cuMemcpyHtoDAsync_v2", "cuMemcpyDtoHAsync_v2", "cuMemcpyDtoDAsync_v2",
    "cuMemsetD32Async", "cuGraphLaunch",
  ]

  /// Every function of the table is called, and none is called that the list of failures does not know.
  @Test func everyFunctionIsReached() throws {
    #expect(Set(CUDAWorkload.functions.keys) == Set(Self.functions))
    _ = try CUDAWorkload.refusal()
    var missing = Set(Self.functions)
    // A wait that ends soon needs no cuEventSynchronize: how late work runs is the seed's.
    for seed in 0..<100 where !missing.isEmpty {
      try SoftwareCUDA.setSeed(UInt64(seed))
      try CUDAWorkload.run()
      missing = try missing.filter { try SoftwareCUDA.calls(of: $0) == 0 }
    }
    #expect(missing.isEmpty)
  }

  /// What a workload with a fault says, how often it called the function, and what it left with the driver.
  private struct Outcome {
    var message: String?
    var calls = 0
    var left: [String: Int] = [:]
  }

  /// Runs the workload while another user of the context keeps it, so that what is not given back stays to be seen.
  private func outcome(
    failing function: String, call: Int, with result: Int32, isLate: Bool = false, seed: UInt64 = 0
  ) throws -> Outcome {
    let keeper = try SoftwareCUDA.device()
    let kept = try keeper.makeBuffer(byteCount: 16)
    return try withExtendedLifetime(kept) {
      let before = try SoftwareCUDA.living
      try SoftwareCUDA.reset()
      try SoftwareCUDA.setSeed(seed)
      try SoftwareCUDA.fail(function, call: call, with: result, isLate: isLate)
      var outcome = Outcome()
      do { try CUDAWorkload.run() } catch { outcome.message = "\(error)" }
      outcome.calls = try SoftwareCUDA.calls(of: function)
      try SoftwareCUDA.reset()
      let after = try SoftwareCUDA.living
      for kind in Set(before.keys).union(after.keys) where before[kind] != after[kind] {
        outcome.left[kind] = (after[kind] ?? 0) - (before[kind] ?? 0)
      }
      // Work that could not be waited for runs now, and may find its memory gone.
      if outcome.message != nil { try? CUDAWorkload.run() }
      try SoftwareCUDA.reset()
      return outcome
    }
  }

  private func expectNamed(_ message: String?, _ function: String, _ purposes: [String]) {
    let name = function.hasSuffix("_v2") ? String(function.dropLast(3)) : function
    let text = message ?? "no message"
    #expect(text.contains("\(name) failed with CUDA_ERROR_NOT_PERMITTED (800"), "\(text)")
    #expect(purposes.contains(where: text.contains), "\(text)")
  }

  @Test(arguments: functions) func aCallThatAlwaysFailsIsNamed(function: String) throws {
    let failure = try #require(CUDAWorkload.functions[function])
    if case .fewerWords = failure {
      try SoftwareCUDA.fail(function, call: 0, with: CUDA_ERROR_NOT_PERMITTED)
      let message = try CUDAWorkload.refusal()
      #expect(try SoftwareCUDA.calls(of: function) > 0)
      #expect(
        message.contains("cuMemAlloc failed with ") && message.contains(" bytes on NVIDIA H200 (software)"))
      #expect(!message.contains(" 0 bytes"), "\(message)")
      return
    }
    var found = Outcome()
    for seed in 0..<100 where found.calls == 0 {
      found = try outcome(failing: function, call: 0, with: CUDA_ERROR_NOT_PERMITTED, seed: UInt64(seed))
    }
    #expect(found.calls > 0)
    switch failure {
    case .named(let purposes):
      expectNamed(found.message, function, purposes)
      #expect(found.left.isEmpty)
    case .noStart:
      #expect(found.message?.contains("does not start: CUDA_ERROR_NOT_PERMITTED (800") == true)
      #expect(found.left.isEmpty)
    case .anotherWay:
      #expect(found.message == nil && found.left.isEmpty, "\(found)")
    case .kept(let kinds):
      #expect(found.message == nil && found.left.keys.sorted() == kinds, "\(found)")
    case .fewerWords: break
    }
  }

  /// One call fails, each in turn, and those before and after it do not.
  @Test(arguments: functions) func aCallThatFailsOnceLeavesNothing(function: String) throws {
    let failure = try #require(CUDAWorkload.functions[function])
    if case .fewerWords = failure { return }
    var (call, calls) = (1, 1)
    while call <= calls {
      let found = try outcome(failing: function, call: call, with: CUDA_ERROR_NOT_PERMITTED)
      calls = max(calls, min(found.calls, 40))
      if let message = found.message {
        switch failure {
        case .named(let purposes): expectNamed(message, function, purposes)
        case .noStart: #expect(message.contains("does not start"), "\(message)")
        case .anotherWay, .kept, .fewerWords: Issue.record("call \(call): \(message)")
        }
      }
      var left = found.left
      if case .kept(let kinds) = failure { for kind in kinds { left[kind] = nil } }
      // Without the context nothing can be given back.
      if function != "cuCtxSetCurrent" { #expect(left.isEmpty, "call \(call): \(found)") }
      call += 1
    }
  }

  /// The device is lost while the work of a call runs: nothing hangs, and all is given back.
  @Test(arguments: submissions, [CUDA_ERROR_ILLEGAL_ADDRESS, CUDA_ERROR_LAUNCH_FAILED])
  func aDeviceThatIsLostEndsTheWork(function: String, result: Int32) throws {
    for seed in 0..<5 {
      let found = try outcome(failing: function, call: 1, with: result, isLate: true, seed: UInt64(seed))
      let message = try #require(found.message)
      #expect(
        message.contains("(\(result),") && message.contains("cannot use the device any more"), "\(message)")
      #expect(found.left.isEmpty, "\(found)")
    }
  }

  /// Two events in use at once are two of the driver's, also where recording an earlier one has failed.
  @Test func anEventThatWasNotRecordedIsGivenBackOnce() throws {
    let device = try SoftwareCUDA.device()
    let memory = HostMemory([Int32(1)])
    let buffer = try device.makeBuffer(byteCount: 16)
    let queue = try device.makeQueue(profiling: false)
    try SoftwareCUDA.fail("cuEventRecord", with: CUDA_ERROR_NOT_PERMITTED)
    #expect(throws: DeviceError.self) { try queue.upload(memory, to: buffer, byteOffset: 0) }
    let events = try (0..<2).map { _ in try queue.upload(memory, to: buffer, byteOffset: 0) }
    #expect(try SoftwareCUDA.calls(of: "cuEventCreate") == 2)
    for event in events { try event.wait() }

    let profiling = try device.makeQueue(profiling: true)
    let launch = try Diamond.launch(
      device, "shift", [.buffer(buffer), .int(1), .buffer(device.makeBuffer(byteCount: 16))])
    try SoftwareCUDA.fail("cuEventRecord", call: 2, with: CUDA_ERROR_NOT_PERMITTED)
    #expect(throws: DeviceError.self) { try profiling.enqueueWithEvent(launch) }
    #expect(try SoftwareCUDA.calls(of: "cuEventDestroy_v2") == 2)
  }

  @Test func aLostDeviceCannotBeUsedAnyMore() throws {
    do {
      let device = try SoftwareCUDA.device()
      let queue = try device.makeQueue(profiling: false)
      let sequence = try device.makeSequence(Diamond.contents(device, in: device.makeBuffer(byteCount: 80)))
      try SoftwareCUDA.fail("cuGraphLaunch", with: CUDA_ERROR_ILLEGAL_ADDRESS, isLate: true)
      let download = try Diamond.run(sequence, 1, on: queue)
      let error = #expect(throws: DeviceError.self) { try download.wait() }
      #expect(error?.description.contains("CUDA_ERROR_ILLEGAL_ADDRESS (700") == true)
      #expect(error?.description.contains("cannot use the device any more") == true)
      // It sticks.
      #expect(throws: DeviceError.self) { try queue.finish() }
    }
    try SoftwareCUDA.reset()
  }

  @Test func tooLittleMemorySaysHowMuchThereIs() throws {
    let device = try SoftwareCUDA.device()
    try SoftwareCUDA.setMemory(1 << 20)
    let error = #expect(throws: DeviceError.self) { try device.makeBuffer(byteCount: 2 << 20) }
    let message = try #require(error?.description)
    #expect(message.contains("2097152 bytes on NVIDIA H200 (software), of whose 1048576 bytes"), "\(message)")
    #expect(message.hasSuffix("are free"))
  }
}
