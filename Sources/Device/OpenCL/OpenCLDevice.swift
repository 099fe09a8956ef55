import COpenCL
import Foundation
import Synchronization

/// A device of an OpenCL driver, with a context of its own.
///
/// `@unchecked Sendable`: OpenCL contexts and devices are thread safe, and mutexes guard what this class
/// changes.
final class OpenCLDevice: Device, @unchecked Sendable {
  let info: DeviceInfo
  let id: cl_device_id
  let context: OpenCLContext
  let addressing: OpenCLAddressing
  /// Whether a CPU runs its kernels, even if `info` describes a GPU, as in tests.
  let isCPU: Bool
  let pool: MemoryPool<OpenCLAllocation>
  /// A lock for a serial device, whose launches run on the threads that enqueue them: the running thread
  /// holds it. PoCL before 6.0 may abort a process that runs a kernel on two threads at once (see
  /// docs/devices.md).
  let turn: NSLock?
  private let programs = Mutex<[Program: OpenCLProgram]>([:])

  init(id: cl_device_id, info: DeviceInfo, addressing: OpenCLAddressing) throws {
    self.id = id
    self.info = info
    self.addressing = addressing
    isCPU = OpenCLDiscovery.kind(of: id) == .cpu
    let context = try OpenCLContext(id, deviceName: info.name)
    self.context = context
    turn = SerialDevices.isSerial(info.name) ? NSLock() : nil
    pool = MemoryPool(
      info: info,
      create: {
        try OpenCLAllocation(byteCount: $0, addressing: addressing, context: context.context, info: info)
      }, release: { $0.release(context.context) })
  }

  deinit { pool.trim() }

  /// A queue of the driver, which the caller must release.
  func makeDriverQueue(profiling: Bool) throws -> cl_command_queue {
    var code: cl_int = 0
    let properties = cl_command_queue_properties(profiling ? CL_QUEUE_PROFILING_ENABLE : 0)
    guard let queue = clCreateCommandQueue(context.context, id, properties, &code) else {
      throw DeviceError(call: "clCreateCommandQueue", code: code, context: info.name)
    }
    return queue
  }

  /// `urgent` has no effect, as OpenCL 1.2 has no priorities.
  func makeQueue(profiling: Bool, urgent: Bool) throws -> any Queue {
    try OpenCLQueue(device: self, profiling: profiling)
  }

  func makeBuffer(byteCount: Int) throws -> Buffer {
    Buffer(OpenCLMemory(try pool.take(byteCount: byteCount), byteCount: byteCount, pool: pool))
  }

  /// On GPUs, a buffer that the driver keeps in memory that the device can read directly, mapped permanently.
  func makeHostMemory(byteCount: Int) throws -> HostMemory {
    guard info.kind == .gpu, byteCount > 0 else { return HostMemory(byteCount: byteCount) }
    return try PinnedMemory.make(byteCount: byteCount, device: self)
  }

  func makeSequence(_ contents: SequenceContents) -> any CommandSequence {
    OpenCLSequence(contents, device: self)
  }

  func trimPool() { pool.trim() }

  /// PoCL caches compiled kernels on disk by itself. If asked for binaries, it compiles every kernel a second
  /// time (measured: start-up without its cache takes twice as long). So PoCL's programs are not cached here.
  private var programCache: ProgramCache? {
    info.platform == "Portable Computing Language" ? nil : .shared
  }

  func makeLaunch(
    _ name: String, in program: Program, arguments: [Argument], global: [Int], local: [Int]?
  ) throws -> any Launch {
    let built = try programs.withLock { programs in
      if let known = programs[program] { return known }
      let built = try OpenCLProgram(program, device: self, cache: programCache)
      programs[program] = built
      return built
    }
    return try OpenCLLaunch(
      name: name, program: built, device: self, arguments: arguments, global: global, local: local)
  }

  /// A product of CLBlast; nil in the simulator Oclgrind. There, CLBlast would release its programs when the
  /// process exits, after Oclgrind 21.10 has destroyed what the calls need (Valgrind shows writes to freed
  /// memory).
  func makeLibraryProduct(_ product: LibraryProduct) -> (any Launch)? {
    info.platform == "Oclgrind" ? nil : CLBlastLaunch(product, deviceName: info.name)
  }
}

/// Throws an error if the driver's answer is one.
func check(_ code: cl_int, _ call: String, _ context: @autoclosure () -> String) throws {
  if code != CL_SUCCESS { throw DeviceError(call: call, code: code, context: context()) }
}
