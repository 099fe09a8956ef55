import CCUDA
import Foundation
import TestSupport
import Testing

@testable import Device

/// The CUDA driver's host side, on a driver in software that does everything as late as it may.
@Suite(.serialized) struct CUDATests {
  private static let program = Program(
    text: """
      KERNEL void shift(GLOBAL const int* input, int addend, GLOBAL int* output) {
        output[get_global_id(0)] = input[get_global_id(0)] + addend;
      }
      KERNEL void sum(GLOBAL const int* a, GLOBAL const int* b, GLOBAL int* output) {
        output[get_global_id(0)] = a[get_global_id(0)] + b[get_global_id(0)];
      }
      """)

  init() throws { try SoftwareCUDA.reset() }

  private func launch(_ device: any Device, _ name: String, _ arguments: [Argument]) throws -> any Launch {
    try device.makeLaunch(name, in: Self.program, arguments: arguments, global: [4], local: [2])
  }

  /// A diamond: two independent branches of an upload that are added up, in memory that is used twice.
  private func diamond(_ device: any Device, in buffer: Buffer) throws -> SequenceContents {
    func part(_ index: Int) -> Buffer { buffer.slice(byteOffset: 16 * index, byteCount: 16) }
    return SequenceContents(
      upload: part(0),
      commands: [
        .launch(try launch(device, "shift", [.buffer(part(0)), .int(1), .buffer(part(1))])),
        .launch(try launch(device, "shift", [.buffer(part(0)), .int(10), .buffer(part(2))])),
        .launch(try launch(device, "sum", [.buffer(part(1)), .buffer(part(2)), .buffer(part(3))])),
        .fill(part(1), pattern: 5),
        .launch(try launch(device, "sum", [.buffer(part(1)), .buffer(part(3)), .buffer(part(2))])),
        .copy(from: part(2), to: part(4)),
      ], download: part(4), isUrgent: true)
  }

  private static func expected(_ x: Int32) -> [Int32] { [Int32](repeating: 2 * x + 16, count: 4) }

  private func run(_ sequence: any CommandSequence, _ x: Int32, on queue: any Queue) throws -> Download {
    try #require(
      try queue.run(sequence, uploading: 16) { target in
        withUnsafeBytes(of: SIMD4<Int32>(repeating: x)) { target.copyMemory(from: $0) }
      })
  }

  @Test func replaysOverlapAndGiveTheSameInEveryOrder() throws {
    let device = try SoftwareCUDA.device()
    let queue = try device.makeQueue(profiling: false)
    let buffer = try device.makeBuffer(byteCount: 80)
    let sequence = try device.makeSequence(diamond(device, in: buffer))
    try #require((sequence as? CUDASequence)?.isGraph == true)
    for seed in 0..<100 {
      try SoftwareCUDA.setSeed(UInt64(seed))
      // Three are under way at once, and read late.
      let downloads = try (0..<5).map { try run(sequence, Int32($0 * 100 + seed), on: queue) }
      for (index, download) in downloads.enumerated() {
        let values: [Int32] = try download.wait().array()
        try #require(values == Self.expected(Int32(index * 100 + seed)), "seed \(seed), run \(index)")
      }
    }
  }

  /// The check of the check: without the edges that the memory needs, some order gives something else.
  @Test func aMissingEdgeIsSeen() throws {
    let device = try SoftwareCUDA.device()
    let context = try #require(device as? CUDADevice).context
    let functions = context.functions
    let queue = try device.makeQueue(profiling: false)
    let buffer = try device.makeBuffer(byteCount: 80)
    let launches = try diamond(device, in: buffer).commands.compactMap { command in
      if case .launch(let launch) = command { launch as? CUDALaunch } else { nil }
    }
    try context.makeCurrent()
    var (graph, executable, stream): (CUgraph?, CUgraphExec?, CUstream?) = (nil, nil, nil)
    try #require(functions.cuGraphCreate(&graph, 0) == 0)
    for launch in launches { _ = try launch.add(to: graph!, after: [], context: context) }
    try #require(functions.cuGraphInstantiateWithFlags(&executable, graph, 0) == 0)
    try #require(functions.cuStreamCreateWithPriority(&stream, CU_STREAM_NON_BLOCKING, 0) == 0)
    var results: Set<[Int32]> = []
    for seed in 0..<100 {
      try SoftwareCUDA.setSeed(UInt64(seed))
      try queue.fill(buffer, pattern: 1)
      try queue.finish()
      try #require(functions.cuGraphLaunch(executable, stream) == 0)
      try #require(functions.cuStreamSynchronize(stream) == 0)
      results.insert(try queue.download(buffer, range: nil).wait().array())
    }
    #expect(results.count > 1)
    _ = functions.cuStreamDestroy(stream)
    _ = functions.cuGraphExecDestroy(executable)
    _ = functions.cuGraphDestroy(graph)
  }

  /// A device that is only listed takes nothing of the GPU.
  @Test func aListedDeviceHasNoContext() throws {
    let before = try SoftwareCUDA.living
    let device = try SoftwareCUDA.device()
    #expect(device.info.kind == .gpu)
    device.trimPool()
    let after = try SoftwareCUDA.living
    #expect(after == before)
    _ = try device.makeBuffer(byteCount: 16)
    #expect(try SoftwareCUDA.calls(of: "cuDevicePrimaryCtxRetain") == 1)
  }

  @Test func aReplayIsOneSubmission() throws {
    let device = try SoftwareCUDA.device()
    let queue = try device.makeQueue(profiling: false)
    let sequence = try device.makeSequence(diamond(device, in: device.makeBuffer(byteCount: 80)))
    _ = try run(sequence, 1, on: queue).wait()
    let before = try SoftwareCUDA.submissions
    _ = try run(sequence, 2, on: queue).wait()
    #expect(try SoftwareCUDA.submissions == before + 1)
  }

  @Test func aRefusedGraphFallsBackToTheStream() throws {
    let device = try SoftwareCUDA.device()
    let queue = try device.makeQueue(profiling: false)
    try SoftwareCUDA.fail("cuGraphInstantiateWithFlags", with: CUDA_ERROR_NOT_SUPPORTED)
    let sequence = try device.makeSequence(diamond(device, in: device.makeBuffer(byteCount: 80)))
    #expect((sequence as? CUDASequence)?.isGraph == false)
    let before = try SoftwareCUDA.submissions
    #expect(try run(sequence, 3, on: queue).wait().array() == Self.expected(3))
    #expect(try SoftwareCUDA.submissions == before + 8)
  }

  @Test func queuesCopyFillAndTime() throws {
    let device = try SoftwareCUDA.device()
    let queue = try device.makeQueue(profiling: true, urgent: true)
    let buffer = try device.makeBuffer(byteCount: 64)
    try queue.fill(buffer, pattern: 3)
    try queue.upload(
      HostMemory([Int32(1), 2]), to: buffer.slice(byteOffset: 16, byteCount: 16), byteOffset: 4)
    try queue.copy(from: buffer, to: buffer.slice(byteOffset: 32, byteCount: 32), byteCount: 32)
    let event = try queue.enqueueWithEvent(
      launch(
        device, "shift",
        [
          .buffer(buffer.slice(byteOffset: 16, byteCount: 16)), .int(1),
          .buffer(buffer.slice(byteOffset: 0, byteCount: 16)),
        ]))
    #expect(
      try queue.download(buffer, range: nil).wait().array(of: Int32.self)
        == [4, 2, 3, 4, 3, 1, 2, 3, 3, 3, 3, 3, 3, 1, 2, 3])
    #expect(event.isComplete)
    #expect(try event.duration() < 1_000_000_000)
    let plain = try device.makeQueue(profiling: false)
    let untimed = try plain.enqueueWithEvent(
      launch(
        device, "shift", [.buffer(buffer), .int(1), .buffer(buffer.slice(byteOffset: 48, byteCount: 16))]))
    try untimed.wait()
    #expect(throws: DeviceUnavailable.self) { try untimed.duration() }
  }

  /// Memory that is given back while work on it is under way is not used again, nor freed, before it has ended.
  @Test func memoryRestsUntilItsWorkHasEnded() throws {
    let device = try SoftwareCUDA.device()
    for seed in 0..<20 {
      try SoftwareCUDA.setSeed(UInt64(seed))
      let queue = try device.makeQueue(profiling: false)
      let other = try device.makeQueue(profiling: false)
      let target = try device.makeBuffer(byteCount: 16)
      do {
        let source = try device.makeBuffer(byteCount: 16)
        try queue.upload(HostMemory([Int32](repeating: Int32(seed), count: 4)), to: source, byteOffset: 0)
        try queue.enqueue(launch(device, "shift", [.buffer(source), .int(1), .buffer(target)]))
      }
      let taken = try device.makeBuffer(byteCount: 16)
      try other.fill(taken, pattern: 77)
      try other.finish()
      device.trimPool()
      #expect(
        try queue.download(target, range: nil).wait().array() == [Int32](repeating: Int32(seed) + 1, count: 4)
      )
    }
  }

  // MARK: Faults

  /// A little of everything, from a fresh device to its end.
  private func workload() throws {
    let device = try SoftwareCUDA.device()
    let queue = try device.makeQueue(profiling: true)
    let buffer = try device.makeBuffer(byteCount: 80)
    try queue.fill(buffer, pattern: 0)
    try queue.upload(HostMemory([Int32(1)]), to: buffer, byteOffset: 16)
    try queue.copy(from: buffer, to: buffer.slice(byteOffset: 16, byteCount: 16), byteCount: 16)
    let event = try queue.enqueueWithEvent(
      launch(
        device, "shift", [.buffer(buffer), .int(1), .buffer(buffer.slice(byteOffset: 64, byteCount: 16))]))
    try queue.finish()
    _ = try event.duration()
    let sequence = try device.makeSequence(diamond(device, in: buffer))
    let values: [Int32] = try run(sequence, 4, on: queue).wait().array()
    #expect(values == Self.expected(4))
    _ = try queue.download(buffer, range: 0..<16).wait()
    try queue.finish()
  }

  private static let functions: [String] = {
    var names: [String] = []
    while let name = cuda_function_name(Int32(names.count)) { names.append(String(cString: name)) }
    return names
  }()

  /// Calls whose failure changes nothing, or that make another way be taken; and those that a process makes at its end.
  private static let harmless: Set<String> = [
    "cuGraphCreate", "cuGraphAddKernelNode_v2", "cuGraphKernelNodeSetAttribute", "cuGraphAddMemcpyNode",
    "cuGraphAddMemsetNode",
    "cuGraphInstantiateWithFlags", "cuLinkCreate_v2", "cuLinkAddData_v2", "cuLinkComplete", "cuMemFree_v2",
    "cuMemFreeHost", "cuStreamDestroy_v2", "cuEventDestroy_v2",
    "cuModuleUnload", "cuLinkDestroy", "cuGraphDestroy", "cuGraphExecDestroy", "cuDevicePrimaryCtxRelease_v2",
  ]

  @Test(arguments: functions) func aFailedCallIsNamed(function: String) throws {
    // Work that could not be waited for, as an earlier failure kept from that, runs now, and finds its memory gone.
    try? workload()
    try SoftwareCUDA.reset()
    try workload()
    // What calls that were let fail before have kept.
    let before = try SoftwareCUDA.living
    try SoftwareCUDA.reset()
    try SoftwareCUDA.fail(function, call: 0, with: CUDA_ERROR_NOT_PERMITTED)
    var message: String?
    do { try workload() } catch { message = "\(error)" }
    let isCalled = try SoftwareCUDA.calls(of: function) > 0
    try SoftwareCUDA.reset()
    if !isCalled || Self.harmless.contains(function) {
      #expect(message == nil)
    } else {
      let name = function.hasSuffix("_v2") ? String(function.dropLast(3)) : function
      #expect(
        message?.contains(name) == true || message?.contains("does not start") == true,
        "\(message ?? "no error")")
      #expect(message?.contains("CUDA_ERROR_NOT_PERMITTED (800") == true)
    }
    // What a failed call was to give back it has kept; nothing else is left.
    if function.contains("Free") || function.contains("Destroy") || function.contains("Unload")
      || function.contains("Release")
    {
      return
    }
    let after = try SoftwareCUDA.living
    #expect(after == before)
  }

  @Test func aLostDeviceCannotBeUsedAnyMore() throws {
    do {
      let device = try SoftwareCUDA.device()
      let queue = try device.makeQueue(profiling: false)
      let sequence = try device.makeSequence(diamond(device, in: device.makeBuffer(byteCount: 80)))
      try SoftwareCUDA.fail("cuGraphLaunch", with: CUDA_ERROR_ILLEGAL_ADDRESS, isLate: true)
      let download = try run(sequence, 1, on: queue)
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

  @Test func aKernelThatDoesNotBuildShowsTheLog() throws {
    let device = try SoftwareCUDA.device()
    let broken = Program(text: "KERNEL void broken(GLOBAL float* x) { x[0] = undeclared_name; }")
    let error = #expect(throws: DeviceError.self) {
      try device.makeLaunch("broken", in: broken, arguments: [], global: [1], local: [1])
    }
    #expect(error?.description.contains("undeclared_name") == true)
    let missing = #expect(throws: DeviceError.self) {
      try device.makeLaunch("missing", in: Self.program, arguments: [], global: [1], local: [1])
    }
    #expect(missing?.context.contains("missing") == true)
  }

  @Test func driversThatCannotBeUsedAreToldApart() throws {
    let none = #expect(throws: CUDADriver.Missing.self) { try CUDADriver(library: "/nowhere/libcuda.so.1") }
    #expect(none?.isFault == false && none?.description.contains("/nowhere/libcuda.so.1") == true)
    let old = #expect(throws: CUDADriver.Missing.self) { try CUDADriver(library: "libm.so.6") }
    #expect(old?.isFault == true && old?.description.contains("has no function cuInit") == true)
    try SoftwareCUDA.setDeviceCount(0)
    let empty = #expect(throws: CUDADriver.Missing.self) { try CUDADriver(library: SoftwareCUDA.library) }
    #expect(empty?.description == "the CUDA driver finds no device")
    try SoftwareCUDA.reset()
  }

  // MARK: Programs

  @Test func theEnvironmentsRegistersAreTakenOut() {
    let text = "mov.b32 %r1, %envreg3;\nmov.b32 %r2, %ctaid.x;\nadd.s32 %r3, %r1, %envreg12;"
    #expect(
      PTX.withoutEnvironment(text) == "mov.b32 %r1, 0;\nmov.b32 %r2, %ctaid.x;\nadd.s32 %r3, %r1, 0;")
    #expect(PTX.withoutEnvironment("ret;") == "ret;")
  }

  @Test func registersAreLimitedWhereGroupsShouldFit() {
    let text = ".entry first(\n)\n.reqntid 256, 1, 1\n{\n}\n.entry second(\n)\n{\n}"
    #expect(
      PTX.resident(groups: 2, text)
        == ".entry first(\n)\n.reqntid 256, 1, 1\n.minnctapersm 2\n{\n}\n.entry second(\n)\n{\n}")
    #expect(Program("product_sum", macros: ["RESIDENT_GROUPS": "2"]).residentGroups == 2)
    #expect(Program("product_sum").residentGroups == nil)
  }

  @Test func programsAreLinkedOnceAndDamageIsMended() throws {
    let folder = FileManager.default.temporaryDirectory.appending(component: "foresight-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    func links() throws -> Int {
      let before = try SoftwareCUDA.calls(of: "cuLinkComplete")
      _ = try Devices.all()
      let driver = try CUDADriver(library: SoftwareCUDA.library)
      let listing = try #require(CUDAListing.all(of: driver).first)
      let device = CUDADevice(
        listing.device, info: listing.info(index: 0, driver: driver, driverVersion: nil, hasCompiler: true),
        driver: driver, compiler: SourceCompiler(), cache: ProgramCache(folder: folder))
      let buffer = try device.makeBuffer(byteCount: 32)
      _ = try launch(
        device, "shift", [.buffer(buffer), .int(1), .buffer(buffer.slice(byteOffset: 16, byteCount: 16))])
      return try SoftwareCUDA.calls(of: "cuLinkComplete") - before
    }
    #expect(try links() == 1)
    #expect(try links() == 0)
    let file = try #require(
      FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).first)
    var bytes = try Data(contentsOf: file)
    bytes[bytes.count - 3] ^= 1
    try bytes.write(to: file)
    #expect(try links() == 1)
    #expect(try links() == 0)
  }

  @Test func aMissingCompilerSaysWhatToInstall() throws {
    let error = #expect(throws: DeviceUnavailable.self) {
      try MissingCompiler(deviceName: "NVIDIA X").compile("", label: "product", isExact: false)
    }
    #expect(error?.description.contains("libnvidia-opencl.so.1") == true)
  }

  @Test func theEnvironmentChoosesTheDriver() throws {
    #expect(try Devices.DriverChoice.fromEnvironment([:]) == nil)
    #expect(try Devices.DriverChoice.fromEnvironment([Devices.driverVariable: "CUDA"]) == .cuda)
    #expect(try Devices.DriverChoice.fromEnvironment([Devices.driverVariable: "opencl"]) == .opencl)
    let error = #expect(throws: DeviceUnavailable.self) {
      try Devices.DriverChoice.fromEnvironment([Devices.driverVariable: "vulkan"])
    }
    #expect(error?.description == "FORESIGHT_DRIVER is \"vulkan\", but must be cuda or opencl")
  }
}
