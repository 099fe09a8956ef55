import COpenCL

/// Work that an OpenCL queue can enqueue.
protocol OpenCLWork: Launch {
  func enqueue(on queue: cl_command_queue, event: UnsafeMutablePointer<cl_event?>?) throws
}

/// A launch with a kernel object of its own: `clSetKernelArg` is not thread safe, so kernel objects are not
/// shared.
final class OpenCLLaunch: OpenCLWork {
  let name: String
  private let kernel: cl_kernel
  private let program: OpenCLProgram
  private let buffers: [Buffer]
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
    var index: cl_uint = 0
    for (number, argument) in arguments.enumerated() { try set(argument, number, at: &index) }
  }

  deinit { clReleaseKernel(kernel) }

  func enqueue(on queue: cl_command_queue, event: UnsafeMutablePointer<cl_event?>?) throws {
    let code = clEnqueueNDRangeKernel(queue, kernel, cl_uint(global.count), nil, global, local, 0, nil, event)
    if code != CL_SUCCESS {
      throw DeviceError(
        call: "clEnqueueNDRangeKernel", code: code,
        context:
          "\(name), global size \(global), local size \(local.map { "\($0)" } ?? "chosen by the driver")")
    }
  }

  /// Sets argument `number`, which is the kernel's parameter `index`. A buffer's offset is a parameter of its
  /// own.
  private func set(_ argument: Argument, _ number: Int, at index: inout cl_uint) throws {
    let context = "argument \(number) of \(name)"
    switch argument {
    case .buffer(let buffer):
      let allocation = buffer.openCL
      if let pointer = allocation.pointer {
        try check(
          clSetKernelArgSVMPointer(kernel, index, pointer + buffer.byteOffset), "clSetKernelArgSVMPointer",
          context)
      } else {
        try check(setValue(Optional(allocation.object), at: index), "clSetKernelArg", context)
        index += 1
        try check(setValue(cl_ulong(buffer.byteOffset), at: index), "clSetKernelArg", context)
      }
    case .int(let value):
      guard let narrow = Int32(exactly: value) else {
        throw DeviceUnavailable(
          "\(name): \(value), argument \(number), is beyond 32 bits; use smaller sizes")
      }
      try check(setValue(narrow, at: index), "clSetKernelArg", context)
    case .uint(let value): try check(setValue(value, at: index), "clSetKernelArg", context)
    case .float(let value): try check(setValue(value, at: index), "clSetKernelArg", context)
    }
    index += 1
  }

  private func setValue<Value>(_ value: Value, at index: cl_uint) -> cl_int {
    withUnsafePointer(to: value) { clSetKernelArg(kernel, index, MemoryLayout<Value>.size, $0) }
  }
}
