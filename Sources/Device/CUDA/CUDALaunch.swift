import CCUDA

/// A launch of a kernel: its function, its arguments in the driver's form, and the memory that it reads and
/// writes.
final class CUDALaunch: Launch {
  let name: String
  /// The views that the kernel only reads, and those that it may read and write.
  let reads: [Buffer]
  let writes: [Buffer]
  private let function: CUfunction
  private let module: CUDAModule
  private let grid: [UInt32]
  private let block: [UInt32]
  /// The arguments' bytes, each argument at its natural alignment.
  private var arguments: [UInt8] = []

  init(
    name: String, module: CUDAModule, info: DeviceInfo, arguments: [Argument], global: [Int], local: [Int]?
  ) throws {
    let local = local ?? Self.chosen(for: global, info)
    precondition(
      (1...3).contains(global.count) && global.allSatisfy { $0 > 0 }, "\(name): a global size of \(global)")
    precondition(
      local.count == global.count && zip(global, local).allSatisfy { $1 > 0 && $0 % $1 == 0 },
      "\(name): a local size of \(local) does not divide the global size of \(global)")
    self.name = name
    self.module = module
    function = try module.function(name)
    grid = zip(global, local).map { UInt32($0 / $1) } + [1, 1]
    block = local.map(UInt32.init) + [1, 1]
    guard local.product <= info.largestWorkGroup, grid[1] <= 65535, grid[2] <= 65535 else {
      throw DeviceUnavailable(
        "\(name): work-groups of \(local) over \(global) are more than \(info.name) can run; use smaller sizes"
      )
    }
    let buffers = arguments.compactMap { if case .buffer(let buffer) = $0 { buffer } else { nil } }
    let isRead = module.readsOnly(name, pointers: buffers.count)
    reads = zip(buffers, isRead).filter(\.1).map(\.0)
    writes = zip(buffers, isRead).filter { !$0.1 }.map(\.0)
    for (index, argument) in arguments.enumerated() {
      switch argument {
      case .buffer(let buffer): append(buffer.cuda)
      case .int(let value):
        guard let narrow = Int32(exactly: value) else {
          throw DeviceUnavailable(
            "\(name): \(value), argument \(index), is beyond 32 bits; use smaller sizes")
        }
        append(narrow)
      case .uint(let value): append(value)
      case .float(let value): append(value)
      }
    }
  }

  /// The largest work-group of up to 256 work-items along the first axis that divides the global size.
  private static func chosen(for global: [Int], _ info: DeviceInfo) -> [Int] {
    let largest = (1...min(256, info.largestWorkGroup)).last { global[0] % $0 == 0 } ?? 1
    return [largest] + global.dropFirst().map { _ in 1 }
  }

  private func append<Value: BitwiseCopyable>(_ value: Value) {
    while arguments.count % MemoryLayout<Value>.alignment != 0 { arguments.append(0) }
    withUnsafeBytes(of: value) { arguments.append(contentsOf: $0) }
  }

  func enqueue(on stream: CUstream, context: CUDAContext) throws {
    let code = withExtra { extra in
      context.functions.cuLaunchKernel(
        function, grid[0], grid[1], grid[2], block[0], block[1], block[2], 0, stream, nil, extra)
    }
    try context.check(code, "cuLaunchKernel", description)
  }

  /// Adds the launch to a graph, after the nodes `dependencies`.
  func add(to graph: CUgraph, after dependencies: [CUgraphNode?], context: CUDAContext) throws -> CUgraphNode
  {
    var node: CUgraphNode?
    let code = withExtra { extra in
      var parameters = CUDA_KERNEL_NODE_PARAMS()
      parameters.func = function
      (parameters.gridDimX, parameters.gridDimY, parameters.gridDimZ) = (grid[0], grid[1], grid[2])
      (parameters.blockDimX, parameters.blockDimY, parameters.blockDimZ) = (block[0], block[1], block[2])
      parameters.extra = extra
      return context.functions.cuGraphAddKernelNode(
        &node, graph, dependencies, dependencies.count, &parameters)
    }
    try context.check(code, "cuGraphAddKernelNode", description)
    return node!
  }

  private var description: String { "\(name), \(grid.prefix(3)) groups of \(block.prefix(3))" }

  private func withExtra<Result>(
    _ body: (UnsafeMutablePointer<UnsafeMutableRawPointer?>) -> Result
  ) -> Result {
    arguments.withUnsafeMutableBytes { bytes in
      withUnsafeTemporaryAllocation(of: Int.self, capacity: 1) { size in
        size[0] = bytes.count
        return withUnsafeTemporaryAllocation(of: UnsafeMutableRawPointer?.self, capacity: 5) { extra in
          extra.initialize(repeating: nil)
          extra[0] = CU_LAUNCH_PARAM_BUFFER_POINTER
          extra[1] = bytes.baseAddress
          extra[2] = CU_LAUNCH_PARAM_BUFFER_SIZE
          extra[3] = UnsafeMutableRawPointer(size.baseAddress!)
          extra[4] = CU_LAUNCH_PARAM_END
          return body(extra.baseAddress!)
        }
      }
    }
  }
}

extension [Int] {
  fileprivate var product: Int { reduce(1, *) }
}
