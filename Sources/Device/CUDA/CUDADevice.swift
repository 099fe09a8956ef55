import CCUDA
import Synchronization

/// A GPU that NVIDIA's CUDA driver offers.
///
/// `@unchecked Sendable`: the driver's functions are thread safe; what this class changes stands behind its mutex.
final class CUDADevice: Device, @unchecked Sendable {
  let info: DeviceInfo
  let context: CUDAContext
  private let pool: MemoryPool<CUdeviceptr>
  private let compiler: any KernelCompiler
  private let cache: ProgramCache?
  private let modules = Mutex<[Program: CUDAModule]>([:])

  init(
    _ device: CUdevice, info: DeviceInfo, driver: CUDADriver, compiler: any KernelCompiler,
    cache: ProgramCache? = .shared
  ) throws {
    self.info = info
    self.compiler = compiler
    self.cache = cache
    let context = try CUDAContext(device, driver: driver, deviceName: info.name)
    self.context = context
    pool = MemoryPool(
      info: info, create: { try context.allocate(byteCount: $0) }, release: { context.free($0) })
  }

  deinit { pool.trim() }

  func makeQueue(profiling: Bool, urgent: Bool) throws -> any Queue {
    try CUDAQueue(context: context, pool: pool, profiling: profiling, urgent: urgent)
  }

  func makeBuffer(byteCount: Int) throws -> Buffer {
    Buffer(CUDAMemory(try pool.take(byteCount: byteCount), byteCount: byteCount, pool: pool))
  }

  func makeHostMemory(byteCount: Int) throws -> HostMemory {
    try context.allocateHostMemory(byteCount: byteCount)
  }

  func makeSequence(_ contents: SequenceContents) throws -> any CommandSequence {
    try CUDASequence(contents, context: context)
  }

  func trimPool() { pool.trim() }

  func makeLaunch(
    _ name: String, in program: Program, arguments: [Argument], global: [Int], local: [Int]?
  ) throws -> any Launch {
    let module = try modules.withLock { modules in
      if let known = modules[program] { return known }
      let module = try CUDAModule(
        program, context: context, compiler: compiler, deviceKey: info.key, cache: cache)
      modules[program] = module
      return module
    }
    return try CUDALaunch(
      name: name, module: module, info: info, arguments: arguments, global: global, local: local)
  }
}
