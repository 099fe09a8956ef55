import Testing

@testable import Device

@Suite struct LaunchTests {
  private let device: any Device
  private let queue: any Queue

  init() throws {
    device = try Devices.select("cpu")
    queue = try device.makeQueue(profiling: false)
  }

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
    _ name: String, _ arguments: [Argument], in program: Program = program, global: [Int] = [4],
    local: [Int]? = nil
  ) throws -> any Launch {
    try device.makeLaunch(name, in: program, arguments: arguments, global: global, local: local)
  }

  private func values(_ count: Int = 4) throws -> Buffer {
    let buffer = try device.makeBuffer(byteCount: count * 4)
    try queue.fill(buffer, pattern: 0)
    return buffer
  }

  @Test func launchesRunInOrder() throws {
    let buffer = try values()
    let add = try launch("add", [.buffer(buffer), .int(2)])
    let spin = try launch("spin", [.buffer(buffer), .int(1)])
    for _ in 0..<1000 { try queue.enqueue(add) }
    try queue.enqueue(spin)
    let expected = Int32(2000) &* 1_664_525 &+ 1_013_904_223
    #expect(
      try queue.download(buffer, range: nil).wait().array(of: Int32.self)
        == Array(repeating: expected, count: 4))
  }

  /// What decays to denormal numbers must not slow kernels down; the thread that enqueues them computes exactly.
  @Test func kernelsTakeDenormalNumbersForZeroAndTheHostDoesNot() throws {
    let halve = Program(text: "KERNEL void halve(GLOBAL float* x) { x[get_global_id(0)] *= 0.5f; }")
    for device in [device, Devices.forSmallBatches(beside: device)] {
      let queue = try device.makeQueue(profiling: false)
      let buffer = try device.makeBuffer(byteCount: 8)
      try queue.upload(HostMemory([Float.leastNormalMagnitude, 4]), to: buffer, byteOffset: 0)
      try queue.enqueue(
        device.makeLaunch("halve", in: halve, arguments: [.buffer(buffer)], global: [2], local: nil))
      let halves = try queue.download(buffer, range: nil).wait().array(of: Float.self)
      #expect(halves == [0, 2])
      #expect(Float.leastNormalMagnitude / halves[1] > 0)
    }
  }

  @Test func aLaunchKeepsItsBuffersAlive() throws {
    var buffer: Buffer? = try values()
    weak let reference = buffer?.memory
    let add = try launch("add", [.buffer(buffer!), .int(1)])
    buffer = nil
    #expect(reference != nil)
    try queue.enqueue(add)
    try queue.finish()
  }

  @Test func eventsOfAProfilingQueueTellTheTime() throws {
    let profiling = try device.makeQueue(profiling: true)
    let buffer = try values()
    func time(rounds: Int) throws -> UInt64 {
      let event = try profiling.enqueueWithEvent(
        launch("spin", [.buffer(buffer), .int(rounds)], global: [1], local: [1]))
      try event.wait()
      return try event.duration()
    }
    _ = try time(rounds: 1)
    let long = try time(rounds: 20_000_000)
    // 20 million dependent multiplications: a processor needs over 5 ms, and none needs 60 s.
    #expect(long > 5_000_000 && long < 60_000_000_000)
  }

  @Test func aQueueThatDoesNotProfileHasNoTimes() throws {
    let event = try queue.enqueueWithEvent(launch("add", [.buffer(values()), .int(1)]))
    try event.wait()
    let error = #expect(throws: DeviceError.self) { try event.duration() }
    #expect(error?.call == "clGetEventProfilingInfo")
    #expect(error?.code == -7)
  }

  // MARK: Mistakes

  @Test func aKernelThatDoesNotBuildShowsTheLog() throws {
    let broken = Program(text: "KERNEL void broken(GLOBAL float* x) { x[0] = undeclared_name; }")
    let error = #expect(throws: DeviceError.self) { try launch("broken", [], in: broken) }
    #expect(error?.call == "clBuildProgram")
    #expect(error?.context.contains("undeclared_name") == true)
    #expect(error?.context.contains(device.info.name) == true)
  }

  @Test func anUnknownKernelIsNamed() throws {
    let error = #expect(throws: DeviceError.self) { try launch("missing", []) }
    #expect(error?.call == "clCreateKernel")
    #expect(error?.code == -46)
    #expect(error?.context.contains("missing") == true)
  }

  @Test func tooManyArgumentsAreAnError() throws {
    let buffer = try values()
    let error = #expect(throws: DeviceError.self) {
      try launch("add", [.buffer(buffer), .int(1), .int(2)])
    }
    #expect(error?.call == "clSetKernelArg")
    #expect(error?.context.contains("argument 2 of add") == true)
  }

  @Test func tooFewArgumentsAreAnError() throws {
    let buffer = try values()
    #expect(throws: DeviceError.self) {
      try queue.enqueue(launch("add", [.buffer(buffer)]))
    }
  }

  @Test func anIntegerBeyond32BitsIsAnError() throws {
    let buffer = try values()
    let error = #expect(throws: DeviceUnavailable.self) {
      try launch("add", [.buffer(buffer), .int(1 << 31)])
    }
    #expect(error?.description.contains("2147483648") == true)
  }

  @Test func aWorkGroupLargerThanTheDeviceAllowsIsAnError() throws {
    let size = device.info.largestWorkGroup * 2
    let add = try launch("add", [.buffer(values(size)), .int(1)], global: [size], local: [size])
    let error = #expect(throws: DeviceError.self) { try queue.enqueue(add) }
    #expect(error?.context.contains("local size [\(size)]") == true)
  }
}
