import CCUDA
import Synchronization

/// A GPU of NVIDIA's CUDA driver.
///
/// `@unchecked Sendable`: the driver's functions are thread safe, and a mutex guards what this class changes.
final class CUDADevice: Device, @unchecked Sendable {
  let info: DeviceInfo
  private let device: CUdevice
  private let driver: CUDADriver
  private let compiler: any KernelCompiler
  private let cache: ProgramCache?
  private let state = Mutex(State())

  private struct State {
    var opened: Opened?
    var modules: [Program: CUDAModule] = [:]
  }

  /// The parts of the device that take memory and time. They are made when the device is first used, because
  /// most programs use only one of the devices.
  private struct Opened {
    let context: CUDAContext
    let pool: MemoryPool<CUdeviceptr>
  }

  init(
    _ device: CUdevice, info: DeviceInfo, driver: CUDADriver, compiler: any KernelCompiler,
    cache: ProgramCache? = .shared
  ) {
    self.device = device
    self.info = info
    self.driver = driver
    self.compiler = compiler
    self.cache = cache
  }

  deinit { trimPool() }

  private func opened() throws -> Opened {
    try state.withLock { state in
      if let opened = state.opened { return opened }
      let context = try CUDAContext(device, driver: driver, deviceName: info.name)
      let pool = MemoryPool<CUdeviceptr>(
        info: info, create: { try context.allocate(byteCount: $0) }, release: { context.free($0) })
      let opened = Opened(context: context, pool: pool)
      state.opened = opened
      return opened
    }
  }

  /// The device's context, which is made on first use.
  var context: CUDAContext {
    get throws { try opened().context }
  }

  func makeQueue(profiling: Bool, urgent: Bool) throws -> any Queue {
    let opened = try opened()
    return try CUDAQueue(
      context: opened.context, pool: opened.pool, profiling: profiling, urgent: urgent)
  }

  func makeBuffer(byteCount: Int) throws -> Buffer {
    let pool = try opened().pool
    return Buffer(CUDAMemory(try pool.take(byteCount: byteCount), byteCount: byteCount, pool: pool))
  }

  func makeHostMemory(byteCount: Int) throws -> HostMemory {
    try context.allocateHostMemory(byteCount: byteCount)
  }

  func makeSequence(_ contents: SequenceContents) throws -> any CommandSequence {
    try CUDASequence(contents, context: context)
  }

  func trimPool() { state.withLock { $0.opened }?.pool.trim() }

  func makeLaunch(
    _ name: String, in program: Program, arguments: [Argument], global: [Int], local: [Int]?
  ) throws -> any Launch {
    let context = try context
    let module = try state.withLock { state in
      if let known = state.modules[program] { return known }
      let module = try CUDAModule(
        program, context: context, compiler: compiler, deviceKey: info.key, cache: cache)
      state.modules[program] = module
      return module
    }
    return try CUDALaunch(
      name: name, module: module, info: info, arguments: arguments, global: global, local: local)
  }
}
