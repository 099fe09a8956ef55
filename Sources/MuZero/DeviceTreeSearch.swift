import Device
import Networks
import Operations
import Search
import Tensors

/// Searches many trees in one launch. Each work-group owns some of the trees; for each simulation it
/// descends, evaluates the leaves by the networks' row program, expands them, and backs up their values
/// (`Kernels/tree_search.cl`).
///
/// To be used by one thread at a time.
package final class DeviceTreeSearch {
  private let layout: SearchTreeLayout
  private let preparation: Executable
  private let sequence: any CommandSequence
  private let block: Buffer
  private let nodes: Buffer
  /// The networks' own values of all nodes, which Gumbel MuZero's rules read.
  private let ownValues: Buffer
  private let queue: any Queue
  private var isPrepared = false
  private let launch: any Launch
  /// The floating-point operations that evaluate one leaf.
  private let flops: Double

  /// A search of trees of `capacity`, whose nodes' latent states are rows of `pool`. `trace` traces the
  /// inference of a number of rows: it gathers the parents' states from the pool by the input "parents",
  /// takes the input "actions", and returns the states to be stored at the input "children", with the outputs
  /// "priors" [rows, actions], "values" [rows] and "rewards" [rows].
  ///
  /// Throws `RowFault` if the networks have no row program, and `DeviceError` or `DeviceUnavailable` if the
  /// device fails or cannot hold the trees.
  package init(
    capacity: SearchCapacity, pool: Variable, store: VariableStore, context: OperationContext,
    queue: any Queue,
    trace: (_ rows: Int) -> (graph: Graph, outputs: [String: Tensor], stored: Tensor)
  ) throws {
    let device = context.device
    let program = try RowProgram(count: capacity.trees, table: pool, info: device.info, trace: trace)
    let form = program.form
    layout = SearchTreeLayout(capacity)
    self.queue = queue
    preparation = try Executable(
      Executable.Program(outputs: ["parameters": program.parameters]), graph: program.parameters.graph,
      store: store, context: context)
    let groups = capacity.trees.divided(by: form.rows)
    let spillBytes = program.isLocal ? 4 : groups * program.tileBytes
    try Self.checkMemory(layout, spillBytes: spillBytes, info: device.info)
    block = try device.makeBuffer(byteCount: 4 * layout.wordCount)
    nodes = try device.makeBuffer(byteCount: layout.nodeBytes)
    ownValues = try device.makeBuffer(byteCount: 4 * capacity.slots)
    let spill = try device.makeBuffer(byteCount: spillBytes)
    launch = try context.launch(
      "tree_search", in: Self.program(program, layout: layout),
      [
        .buffer(preparation.outputs["parameters"]!.buffer), .buffer(store.array(of: pool).buffer),
        .buffer(nodes), .buffer(ownValues), .buffer(block), .buffer(spill),
      ], items: [groups * form.group], local: [form.group])
    flops = program.parts.reduce(0) { $0 + $1.flops }
    sequence = try device.makeSequence(
      SequenceContents(upload: block, commands: [.launch(launch)], isUrgent: true))
  }

  private static func program(_ rows: RowProgram, layout: SearchTreeLayout) -> Program {
    var macros = [
      "ACTIONS": layout.capacity.actions, "NODE_WORDS": layout.nodeWords,
      "TREE_NODES": layout.capacity.nodesPerTree, "TILE_ROWS": rows.form.rows, "TILE_COUNT": rows.tileCount,
      "HEADERS": layout.headers, "ROOTS": layout.roots, "LEGAL_ACTIONS": layout.legalActions,
      "EXPLORATIONS": layout.explorations,
    ]
    if layout.capacity.keepsSubtrees { macros["KEEPS_SUBTREES"] = 1 }
    let text = """
      \(rows.definitions)
      KERNEL void tree_search(GLOBAL const float* parameters, GLOBAL float* table, GLOBAL int* nodes,
                              GLOBAL float* own_values, GLOBAL int* block, GLOBAL float* spill) {
        TREE_SEARCH_BEGIN
      \(rows.statements)
        TREE_SEARCH_END(&\(rows.output("priors", row: "row", column: "0")), \(rows.output("values", row: "row", column: "0")), \(rows.output("rewards", row: "row", column: "0")))
      }

      """
    return Program(
      RowProgram.files + ["tree_search"],
      macros: rows.macros.merging(macros.mapValues { "\($0)" }) { $1 }, text: text, isExact: true)
  }

  /// The search's launch as a step, for reports: all simulations of all trees. A real launch makes only as
  /// many simulations as it is told to.
  var step: Executable.Step {
    let capacity = layout.capacity
    let parameters = preparation.outputs["parameters"]!
    return Executable.Step(
      launch: launch, operation: "tree_search", inputs: [TensorType(parameters.shape)], outputs: [],
      work: Work(
        flops: flops * Double(capacity.trees * capacity.simulations),
        bytes: Double(4 * parameters.count + layout.nodeBytes)))
  }

  /// To be called when the parameters have changed.
  package func parametersChanged() { isPrepared = false }

  /// Carries out `simulations` further simulations of every tree, and waits for them.
  package func advance(_ trees: SearchTrees, by simulations: Int, isFirst: Bool) throws {
    if !isPrepared {
      try preparation.run(on: queue)
      isPrepared = true
    }
    let words = isFirst ? trees.usedWords : SearchTreeLayout.headWords
    _ = try queue.run(sequence, uploading: 4 * words) { bytes in
      let block = bytes.baseAddress!.assumingMemoryBound(to: Int32.self)
      trees.writeHead(to: block, simulations: simulations, isFirst: isFirst)
      if isFirst { trees.write(to: block) }
    }
    try queue.finish()
  }

  /// Copies the trees back to the host. Throws `SearchError` if the networks gave numbers that cannot be
  /// used.
  package func finish(_ trees: SearchTrees) throws {
    let state = try queue.download(block, range: 4 * layout.headers..<4 * layout.roots).wait()
    let headers = UnsafePointer(state.bytes.baseAddress!.assumingMemoryBound(to: Int32.self))
    let ranges = trees.read(headers: headers)
    let downloads = try ranges.map { try queue.download(nodes, range: $0) }
    for (range, download) in zip(ranges, downloads) {
      trees.read(nodes: try download.wait().bytes.baseAddress!, range: range)
    }
    if let fault = trees.fault(in: headers) { throw fault }
  }

  /// Throws `DeviceUnavailable` if the trees need more memory than the device has.
  static func checkMemory(_ layout: SearchTreeLayout, spillBytes: Int, info: DeviceInfo) throws {
    let capacity = layout.capacity
    let sizes = [4 * layout.wordCount, layout.nodeBytes, 4 * capacity.slots, spillBytes]
    let (all, largest) = (sizes.reduce(0, +), sizes.max()!)
    // Offsets within a block have 32 bits.
    let limit = min(info.largestAllocation, 4 * Int(Int32.max))
    if all <= info.globalMemory && largest <= limit { return }
    let there =
      all > info.globalMemory
      ? "it has \(info.globalMemory)" : "\(largest) of these in one piece, of which \(limit) are the most"
    throw DeviceUnavailable(
      "\(capacity.trees) trees of \(capacity.simulations) simulations take \(all) bytes of \(info.name), but \(there); ask for fewer trees or simulations, or search on the host"
    )
  }
}
