import COpenCL

/// Work that an OpenCL queue can be given.
protocol OpenCLWork: Launch {
  func enqueue(on queue: OpenCLQueue, event: UnsafeMutablePointer<cl_event?>?) throws
}

/// A kernel object of its own with its arguments set: `clSetKernelArg` is not thread safe, so none is shared.
final class OpenCLLaunch: OpenCLWork {
  let name: String
  private let kernel: cl_kernel
  private let program: OpenCLProgram
  private let buffers: [any Buffer]
  private let global: [Int]
  private let local: [Int]?

  init(
    name: String, program: OpenCLProgram, device: OpenCLDevice, arguments: [Argument], global: [Int],
    local: [Int]?
  ) throws {
    precondition(
      (1...3).contains(global.count) && global.allSatisfy { $0 > 0 }, "\(name): a global size of \(global)")
    precondition(
      local.map { $0.count == global.count && zip(global, $0).allSatisfy { $1 > 0 && $0 % $1 == 0 } } ?? true,
      "\(name): a local size of \(local ?? []) does not divide the global size of \(global)")
    self.name = name
    self.program = program
    self.global = global
    self.local = local
    buffers = arguments.compactMap { if case .buffer(let buffer) = $0 { buffer } else { nil } }
    kernel = try program.makeKernel(name)
    for (index, argument) in arguments.enumerated() { try set(argument, at: index) }
  }

  deinit { clReleaseKernel(kernel) }

  func enqueue(on queue: OpenCLQueue, event: UnsafeMutablePointer<cl_event?>?) throws {
    let code = clEnqueueNDRangeKernel(
      queue.queue, kernel, cl_uint(global.count), nil, global, local, 0, nil, event)
    if code != CL_SUCCESS {
      throw DeviceError(
        call: "clEnqueueNDRangeKernel", code: code,
        context:
          "\(name), global size \(global), local size \(local.map { "\($0)" } ?? "chosen by the driver")")
    }
  }

  private func set(_ argument: Argument, at index: Int) throws {
    let code: cl_int
    switch argument {
    case .buffer(let buffer):
      guard let buffer = buffer as? OpenCLBuffer else {
        preconditionFailure("\(name): argument \(index) is a buffer of another driver")
      }
      code = setValue(Optional(buffer.memory), at: index)
    case .int(let value):
      guard let narrow = Int32(exactly: value) else {
        throw DeviceUnavailable("\(name): \(value), argument \(index), is beyond 32 bits; use smaller sizes")
      }
      code = setValue(narrow, at: index)
    case .uint(let value): code = setValue(value, at: index)
    case .float(let value): code = setValue(value, at: index)
    }
    try check(code, "clSetKernelArg", "argument \(index) of \(name)")
  }

  private func setValue<Value>(_ value: Value, at index: Int) -> cl_int {
    withUnsafePointer(to: value) { clSetKernelArg(kernel, cl_uint(index), MemoryLayout<Value>.size, $0) }
  }
}
