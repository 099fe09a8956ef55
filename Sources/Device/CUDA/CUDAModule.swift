import CCUDA

/// A program built for a CUDA device: compiled, linked for its architecture, and loaded.
///
/// `@unchecked Sendable`: immutable; the driver's modules are thread safe.
final class CUDAModule: @unchecked Sendable {
  private let context: CUDAContext
  private let module: CUmodule
  private let label: String
  private let kernels: [KernelSource.Kernel]

  init(
    _ source: Program, context: CUDAContext, compiler: any KernelCompiler, deviceKey: String,
    cache: ProgramCache?
  ) throws {
    self.context = context
    label = source.label
    let text = source.source
    kernels = KernelSource.kernels(in: text)
    let exactness = source.isExact ? "exact" : "fast"
    let key = ["CUDA", deviceKey, compiler.key, exactness, text].joined(separator: "\n")
    try context.makeCurrent()
    if let cache, let image = cache.load(key: key, label: label) {
      if let module = try? Self.load(image, context: context, label: label) {
        self.module = module
        return
      }
      cache.rejected(key: key, label: label)
    }
    var ptx = PTX.withoutEnvironment(try compiler.compile(text, label: label, isExact: source.isExact))
    if let groups = source.residentGroups { ptx = PTX.resident(groups: groups, ptx) }
    do {
      let image = try Self.link(ptx, context: context, label: label)
      module = try Self.load(image, context: context, label: label)
      if let cache, cache.isWritable { cache.store(image, key: key, label: label) }
    } catch let error as DeviceError {
      // If the driver's linker refuses what its loader accepts, the program still runs, but every start takes
      // longer.
      guard let module = try? Self.load(Array(ptx.utf8) + [0], context: context, label: label) else {
        throw error
      }
      self.module = module
    }
  }

  deinit {
    guard (try? context.makeCurrent()) != nil else { return }
    _ = context.functions.cuModuleUnload(module)
  }

  func function(_ name: String) throws -> CUfunction {
    try context.makeCurrent()
    var function: CUfunction?
    try context.check(
      context.functions.cuModuleGetFunction(&function, module, name), "cuModuleGetFunction",
      "\(name) in \(label)")
    return function!
  }

  /// Whether each of a kernel's pointers is only read. If the text does not tell, false for all.
  func readsOnly(_ name: String, pointers count: Int) -> [Bool] {
    KernelSource.readsOnly(name, pointers: count, in: kernels) ?? [Bool](repeating: false, count: count)
  }

  // MARK: Linking and loading

  /// Calls `body` with the options that make the driver write its log to a buffer, and with a function that
  /// reads the log.
  private static func withLog<Result>(
    _ body: (
      UInt32, UnsafeMutablePointer<CUjit_option>, UnsafeMutablePointer<UnsafeMutableRawPointer?>, () -> String
    ) throws -> Result
  ) rethrows -> Result {
    let log = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 8192)
    log.initialize(repeating: 0)
    defer { log.deallocate() }
    var options = [CU_JIT_ERROR_LOG_BUFFER, CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES]
    var values: [UnsafeMutableRawPointer?] = [
      UnsafeMutableRawPointer(log.baseAddress!), UnsafeMutableRawPointer(bitPattern: log.count - 1),
    ]
    return try options.withUnsafeMutableBufferPointer { options in
      try values.withUnsafeMutableBufferPointer { values in
        try body(2, options.baseAddress!, values.baseAddress!) {
          String(decoding: log.prefix { $0 != 0 }, as: UTF8.self)
        }
      }
    }
  }

  /// Links PTX to a program of the device's own instructions.
  private static func link(_ ptx: String, context: CUDAContext, label: String) throws -> [UInt8] {
    let functions = context.functions
    let what = "\(label) on \(context.deviceName)"
    return try withLog { count, options, values, log in
      var state: CUlinkState?
      try context.check(functions.cuLinkCreate(count, options, values, &state), "cuLinkCreate", what)
      defer { _ = functions.cuLinkDestroy(state) }
      // The text with a terminating zero.
      var text = Array(ptx.utf8) + [0]
      let code = text.withUnsafeMutableBytes { bytes in
        functions.cuLinkAddData(state, CU_JIT_INPUT_PTX, bytes.baseAddress, bytes.count, label, 0, nil, nil)
      }
      try context.check(code, "cuLinkAddData", "\(label) does not load on \(context.deviceName):\n\(log())")
      var image: UnsafeMutableRawPointer?
      var size = 0
      try context.check(
        functions.cuLinkComplete(state, &image, &size), "cuLinkComplete",
        "\(label) does not link on \(context.deviceName):\n\(log())")
      return Array(UnsafeRawBufferPointer(start: image, count: size))
    }
  }

  private static func load(_ image: [UInt8], context: CUDAContext, label: String) throws -> CUmodule {
    try withLog { count, options, values, log in
      var module: CUmodule?
      let code = image.withUnsafeBytes { bytes in
        context.functions.cuModuleLoadDataEx(&module, bytes.baseAddress, count, options, values)
      }
      try context.check(
        code, "cuModuleLoadDataEx", "\(label) does not load on \(context.deviceName):\n\(log())")
      return module!
    }
  }
}
