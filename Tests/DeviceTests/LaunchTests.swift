import Testing

@testable import Device

@Suite(.serialized) struct LaunchTests {
  private static let program = Program(
    text: """
      KERNEL void add(GLOBAL int* values, int addend) { values[get_global_id(0)] += addend; }
      KERNEL void spin(GLOBAL int* values, int rounds) {
        int value = values[get_global_id(0)];
        for (int i = 0; i < rounds; i++) value = value * 1664525 + 1013904223;
        values[get_global_id(0)] = value;
      }
      """)

  private func launch(
    _ name: String, _ arguments: [Argument], in program: Program = program, on device: any Device,
    global: [Int] = [4], local: [Int]? = nil
  ) throws -> any Launch {
    try device.makeLaunch(name, in: program, arguments: arguments, global: global, local: local)
  }

  private func values(_ bench: TestedDriver.Bench, count: Int = 4) throws -> Buffer {
    let buffer = try bench.device.makeBuffer(byteCount: count * 4)
    try bench.queue.fill(buffer, pattern: 0)
    return buffer
  }

  @Test(arguments: TestedDriver.allCases) func launchesRunInOrder(driver: TestedDriver) throws {
    let bench = try driver.bench()
    let buffer = try values(bench)
    let add = try launch("add", [.buffer(buffer), .int(2)], on: bench.device)
    let spin = try launch("spin", [.buffer(buffer), .int(1)], on: bench.device)
    for _ in 0..<1000 { try bench.queue.enqueue(add) }
    try bench.queue.enqueue(spin)
    let expected = Int32(2000) &* 1_664_525 &+ 1_013_904_223
    #expect(try bench.content(buffer) == Array(repeating: expected, count: 4))
  }

  /// What decays to denormal numbers must not slow kernels down; the thread that enqueues them computes exactly.
  @Test(arguments: TestedDriver.allCases)
  func kernelsTakeDenormalNumbersForZeroAndTheHostDoesNot(driver: TestedDriver) throws {
    let halve = Program(text: "KERNEL void halve(GLOBAL float* x) { x[get_global_id(0)] *= 0.5f; }")
    let device = try driver.device()
    for device in [device, Devices.forSmallBatches(beside: device)] {
      let queue = try device.makeQueue(profiling: false)
      let buffer = try device.makeBuffer(byteCount: 8)
      try queue.upload(HostMemory([Float.leastNormalMagnitude, 4]), to: buffer, byteOffset: 0)
      try queue.enqueue(launch("halve", [.buffer(buffer)], in: halve, on: device, global: [2]))
      let halves = try queue.download(buffer, range: nil).wait().array(of: Float.self)
      #expect(halves == [0, 2])
      #expect(Float.leastNormalMagnitude / halves[1] > 0)
    }
  }

  @Test(arguments: TestedDriver.allCases) func aLaunchKeepsItsBuffersAlive(driver: TestedDriver) throws {
    let bench = try driver.bench()
    var buffer: Buffer? = try values(bench)
    weak let reference = buffer?.memory
    let add = try launch("add", [.buffer(buffer!), .int(1)], on: bench.device)
    buffer = nil
    #expect(reference != nil)
    try bench.queue.enqueue(add)
    try bench.queue.finish()
  }

  @Test(arguments: TestedDriver.allCases) func eventsOfAProfilingQueueTellTheTime(driver: TestedDriver) throws
  {
    let bench = try driver.bench()
    let profiling = try bench.device.makeQueue(profiling: true)
    let buffer = try values(bench)
    try bench.queue.finish()
    func time(rounds: Int) throws -> UInt64 {
      let event = try profiling.enqueueWithEvent(
        launch("spin", [.buffer(buffer), .int(rounds)], on: bench.device, global: [1], local: [1]))
      try event.wait()
      return try event.duration()
    }
    _ = try time(rounds: 1)
    let long = try time(rounds: 20_000_000)
    // 20 million dependent multiplications: a processor needs over 5 ms, and none needs 60 s.
    #expect(long > 5_000_000 && long < 60_000_000_000)
  }

  @Test(arguments: TestedDriver.allCases) func aQueueThatDoesNotProfileHasNoTimes(driver: TestedDriver) throws
  {
    let bench = try driver.bench()
    let event = try bench.queue.enqueueWithEvent(
      launch("add", [.buffer(values(bench)), .int(1)], on: bench.device))
    try event.wait()
    if driver == .cuda {
      let error = #expect(throws: DeviceUnavailable.self) { try event.duration() }
      #expect(error?.description.contains("add was not timed: its queue must profile") == true)
    } else {
      let error = #expect(throws: DeviceError.self) { try event.duration() }
      #expect(error?.call == "clGetEventProfilingInfo" && error?.code == -7)
    }
  }

  // MARK: Mistakes

  @Test(arguments: TestedDriver.allCases) func aKernelThatDoesNotBuildShowsTheLog(driver: TestedDriver) throws
  {
    let device = try driver.device()
    let broken = Program(text: "KERNEL void broken(GLOBAL float* x) { x[0] = undeclared_name; }")
    let error = #expect(throws: DeviceError.self) { try launch("broken", [], in: broken, on: device) }
    #expect(error?.call == driver.call(.building))
    #expect(error?.context.contains("undeclared_name") == true)
    #expect(error?.context.contains(device.info.name) == true)
  }

  @Test(arguments: TestedDriver.allCases) func anUnknownKernelIsNamed(driver: TestedDriver) throws {
    let error = #expect(throws: DeviceError.self) { try launch("missing", [], on: driver.device()) }
    #expect(error?.call == driver.call(.findingKernel))
    #expect(error?.code == (driver == .cuda ? 500 : -46))
    #expect(error?.context.contains("missing") == true)
  }

  /// OpenCL refuses them one by one when they are bound, CUDA when it is given them all.
  @Test(arguments: TestedDriver.allCases) func tooManyArgumentsAreAnError(driver: TestedDriver) throws {
    let bench = try driver.bench()
    let buffer = try values(bench)
    let error = #expect(throws: DeviceError.self) {
      try bench.queue.enqueue(launch("add", [.buffer(buffer), .int(1), .int(2)], on: bench.device))
    }
    #expect(error?.call == (driver == .cuda ? "cuLaunchKernel" : "clSetKernelArg"))
    #expect(error?.context.contains(driver == .cuda ? "add" : "argument 2 of add") == true)
  }

  @Test(arguments: TestedDriver.allCases) func tooFewArgumentsAreAnError(driver: TestedDriver) throws {
    let bench = try driver.bench()
    let buffer = try values(bench)
    #expect(throws: DeviceError.self) {
      try bench.queue.enqueue(launch("add", [.buffer(buffer)], on: bench.device))
    }
  }

  @Test(arguments: TestedDriver.allCases) func anIntegerBeyond32BitsIsAnError(driver: TestedDriver) throws {
    let bench = try driver.bench()
    let buffer = try values(bench)
    let error = #expect(throws: DeviceUnavailable.self) {
      try launch("add", [.buffer(buffer), .int(1 << 31)], on: bench.device)
    }
    #expect(error?.description.contains("2147483648") == true)
  }

  @Test(arguments: TestedDriver.allCases)
  func aWorkGroupLargerThanTheDeviceAllowsIsAnError(driver: TestedDriver) throws {
    let bench = try driver.bench()
    let size = bench.device.info.largestWorkGroup * 2
    let buffer = try values(bench, count: size)
    func run() throws {
      try bench.queue.enqueue(
        launch("add", [.buffer(buffer), .int(1)], on: bench.device, global: [size], local: [size]))
    }
    do {
      try run()
      Issue.record("work-groups of \(size) are taken")
    } catch let error as DeviceError {
      #expect(error.context.contains("local size [\(size)]"))
    } catch let error as DeviceUnavailable {
      #expect(error.description.contains("work-groups of [\(size)] over [\(size)]"))
    }
  }
}
