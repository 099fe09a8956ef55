import CCUDA
import Logging
import Synchronization

/// Commands as a graph that the driver launches as a whole. If the driver refuses the graph, they are
/// submitted one by one.
final class CUDASequence: CommandSequence {
  let contents: SequenceContents
  let slots: StagingSlots
  private let context: CUDAContext
  private let graph: Graph?

  private static let hasWarned = Atomic(false)

  /// An instantiated graph, and its nodes whose host memory changes from run to run.
  private struct Graph {
    /// The graph that owns the nodes.
    let graph: CUgraph
    let executable: CUgraphExec
    let upload: CUgraphNode?
    let download: CUgraphNode?
  }

  init(_ contents: SequenceContents, context: CUDAContext) throws {
    self.contents = contents
    self.context = context
    slots = StagingSlots(contents) { try context.allocateHostMemory(byteCount: $0) }
    do {
      graph = try Self.makeGraph(contents, context: context)
    } catch let error as DeviceError {
      graph = nil
      if !Self.hasWarned.exchange(true, ordering: .relaxed) {
        Logger(label: "device").warning(
          "\(context.deviceName) refuses a graph, so launches are submitted one by one, which takes longer: \(error)"
        )
      }
    }
  }

  deinit {
    guard let graph, (try? context.makeCurrent()) != nil else { return }
    _ = context.functions.cuGraphExecDestroy(graph.executable)
    _ = context.functions.cuGraphDestroy(graph.graph)
  }

  /// Whether a run is a single call of the driver.
  var isGraph: Bool { graph != nil }

  var submission: String {
    isGraph ? "as one CUDA graph" : "by a call of CUDA for each, as the driver refused a graph"
  }

  /// Submits a run, which reads the first `byteCount` bytes of `upload` and writes to `download`.
  func submit(
    on stream: CUstream, upload: UnsafeMutableRawPointer?, byteCount: Int, download: UnsafeMutableRawPointer?
  ) throws {
    // An empty copy cannot be a node.
    guard let graph, byteCount > 0 || contents.upload == nil else {
      return try submitOneByOne(on: stream, upload: upload, byteCount: byteCount, download: download)
    }
    if let node = graph.upload {
      try setCopy(node, of: graph, Self.upload(from: upload, to: contents.upload!, byteCount: byteCount))
    }
    if let node = graph.download {
      try setCopy(node, of: graph, Self.download(from: contents.download!, to: download))
    }
    try context.check(context.functions.cuGraphLaunch(graph.executable, stream), "cuGraphLaunch", description)
  }

  private var description: String { "a sequence of \(contents.commands.count) commands" }

  private func setCopy(_ node: CUgraphNode, of graph: Graph, _ copy: CUDA_MEMCPY3D) throws {
    var copy = copy
    try context.check(
      context.functions.cuGraphExecMemcpyNodeSetParams(graph.executable, node, &copy, context.context),
      "cuGraphExecMemcpyNodeSetParams", "\(copy.WidthInBytes) bytes")
  }

  private func submitOneByOne(
    on stream: CUstream, upload: UnsafeMutableRawPointer?, byteCount: Int, download: UnsafeMutableRawPointer?
  ) throws {
    let functions = context.functions
    if byteCount > 0, let target = contents.upload {
      try context.check(
        functions.cuMemcpyHtoDAsync(target.cuda, upload, byteCount, stream), "cuMemcpyHtoDAsync",
        "\(byteCount) bytes")
    }
    for command in contents.commands {
      switch command {
      case .launch(let launch): try Self.cuda(launch).enqueue(on: stream, context: context)
      case .fill(let buffer, let pattern):
        guard buffer.byteCount >= 4 else { continue }
        try context.check(
          functions.cuMemsetD32Async(buffer.cuda, pattern, buffer.byteCount / 4, stream), "cuMemsetD32Async",
          "\(buffer.byteCount) bytes")
      case .copy(let source, let target):
        guard source.byteCount > 0 else { continue }
        try context.check(
          functions.cuMemcpyDtoDAsync(target.cuda, source.cuda, source.byteCount, stream),
          "cuMemcpyDtoDAsync",
          "\(source.byteCount) bytes")
      }
    }
    if let source = contents.download {
      try context.check(
        functions.cuMemcpyDtoHAsync(download, source.cuda, source.byteCount, stream), "cuMemcpyDtoHAsync",
        "\(source.byteCount) bytes")
    }
  }

  private static func cuda(_ launch: any Launch) -> CUDALaunch {
    guard let launch = launch as? CUDALaunch else {
      preconditionFailure("a launch of another driver: \(launch.name)")
    }
    return launch
  }

  // MARK: The graph

  /// Makes a node for each command, which depends on the nodes whose data it needs or whose memory it reuses.
  private static func makeGraph(_ contents: SequenceContents, context: CUDAContext) throws -> Graph {
    let functions = context.functions
    try context.makeCurrent()
    var graph: CUgraph?
    try context.check(functions.cuGraphCreate(&graph, 0), "cuGraphCreate", context.deviceName)
    var isKept = false
    defer { if !isKept { _ = functions.cuGraphDestroy(graph) } }
    var nodes: [CUgraphNode?] = []
    var order = AccessOrder()
    func dependencies(reads: [Buffer], writes: [Buffer]) -> [CUgraphNode?] {
      order.add(reads: reads, writes: writes).map { nodes[$0] }
    }
    func addCopy(_ copy: CUDA_MEMCPY3D, reads: [Buffer], writes: [Buffer]) throws -> CUgraphNode {
      var (node, copy): (CUgraphNode?, CUDA_MEMCPY3D) = (nil, copy)
      let before = dependencies(reads: reads, writes: writes)
      try context.check(
        functions.cuGraphAddMemcpyNode(&node, graph, before, before.count, &copy, context.context),
        "cuGraphAddMemcpyNode", "\(copy.WidthInBytes) bytes")
      nodes.append(node)
      return node!
    }
    let priorities = try context.priorities()
    // Nodes of copies need host memory of the same kind as what later runs set.
    let example = try [contents.upload, contents.download].compactMap { $0?.byteCount }.max().map {
      try context.allocateHostMemory(byteCount: $0)
    }
    let upload = try contents.upload.map { target in
      try addCopy(
        Self.upload(from: example!.bytes.baseAddress, to: target, byteCount: target.byteCount), reads: [],
        writes: [target])
    }
    for command in contents.commands {
      switch command {
      case .launch(let launch):
        let launch = cuda(launch)
        let before = dependencies(reads: launch.reads, writes: launch.writes)
        let node = try launch.add(to: graph!, after: before, context: context)
        // Launches of a graph do not inherit the priority of the stream that the graph is launched in.
        if contents.isUrgent { try setPriority(priorities.urgent, of: node, context: context) }
        nodes.append(node)
      case .fill(let buffer, let pattern):
        guard buffer.byteCount >= 4 else { continue }
        var node: CUgraphNode?
        var fill = CUDA_MEMSET_NODE_PARAMS()
        (fill.dst, fill.value, fill.elementSize) = (buffer.cuda, pattern, 4)
        (fill.width, fill.height, fill.pitch) = (buffer.byteCount / 4, 1, buffer.byteCount / 4 * 4)
        let before = dependencies(reads: [], writes: [buffer])
        try context.check(
          functions.cuGraphAddMemsetNode(&node, graph, before, before.count, &fill, context.context),
          "cuGraphAddMemsetNode", "\(buffer.byteCount) bytes")
        nodes.append(node)
      case .copy(let source, let target):
        guard source.byteCount > 0 else { continue }
        _ = try addCopy(Self.copy(from: source, to: target), reads: [source], writes: [target])
      }
    }
    let download = try contents.download.map { source in
      try addCopy(
        Self.download(from: source, to: example!.bytes.baseAddress), reads: [source], writes: [])
    }
    var executable: CUgraphExec?
    try context.check(
      functions.cuGraphInstantiateWithFlags(&executable, graph, 0), "cuGraphInstantiateWithFlags",
      "a sequence of \(contents.commands.count) commands")
    isKept = true
    return Graph(graph: graph!, executable: executable!, upload: upload, download: download)
  }

  private static func setPriority(_ priority: Int32, of node: CUgraphNode, context: CUDAContext) throws {
    var value = CUlaunchAttributeValue()
    value.priority = priority
    try context.check(
      context.functions.cuGraphKernelNodeSetAttribute(node, CU_LAUNCH_ATTRIBUTE_PRIORITY, &value),
      "cuGraphKernelNodeSetAttribute", "a launch's priority of \(priority)")
  }

  /// The description of a copy of one row of `byteCount` bytes.
  private static func row(_ byteCount: Int) -> CUDA_MEMCPY3D {
    var copy = CUDA_MEMCPY3D()
    (copy.WidthInBytes, copy.Height, copy.Depth) = (byteCount, 1, 1)
    (copy.srcPitch, copy.srcHeight, copy.dstPitch, copy.dstHeight) = (byteCount, 1, byteCount, 1)
    return copy
  }

  private static func upload(from host: UnsafeMutableRawPointer?, to target: Buffer, byteCount: Int)
    -> CUDA_MEMCPY3D
  {
    var copy = row(byteCount)
    (copy.srcMemoryType, copy.srcHost) = (CU_MEMORYTYPE_HOST, UnsafeRawPointer(host))
    (copy.dstMemoryType, copy.dstDevice) = (CU_MEMORYTYPE_DEVICE, target.cuda)
    return copy
  }

  private static func download(from source: Buffer, to host: UnsafeMutableRawPointer?) -> CUDA_MEMCPY3D {
    var copy = row(source.byteCount)
    (copy.srcMemoryType, copy.srcDevice) = (CU_MEMORYTYPE_DEVICE, source.cuda)
    (copy.dstMemoryType, copy.dstHost) = (CU_MEMORYTYPE_HOST, host)
    return copy
  }

  private static func copy(from source: Buffer, to target: Buffer) -> CUDA_MEMCPY3D {
    var copy = row(source.byteCount)
    (copy.srcMemoryType, copy.srcDevice) = (CU_MEMORYTYPE_DEVICE, source.cuda)
    (copy.dstMemoryType, copy.dstDevice) = (CU_MEMORYTYPE_DEVICE, target.cuda)
    return copy
  }
}
