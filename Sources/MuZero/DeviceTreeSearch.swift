import Device
import Networks
import Operations
import Search
import Tensors

/// Searches of many trees in single launches: a work-group owns some trees, and for each simulation descends, evaluates the
/// leaves by the networks' row program, expands, and backs up (`Kernels/tree_search.cl`).
///
/// It belongs to one thread at a time.
package final class DeviceTreeSearch {
  private let layout: SearchTrees.Layout
  private let preparation: Executable
  private let sequence: any CommandSequence
  private let block: Buffer
  private let nodes: Buffer
  private let queue: any Queue
  private var isPrepared = false
  private let launch: any Launch
  /// Arithmetic of a leaf.
  private let flops: Double

  /// For trees of `capacity`, whose nodes' states are rows of `pool`. `trace` traces an inference of so many rows: it
  /// gathers states of the pool by the input "parents", takes the input "actions", and gives what is to be put there by the
  /// input "children", with the outputs "priors" [rows, actions], "values" [rows] and "rewards" [rows].
  ///
  /// Throws `RowFault` where the networks have no row program, and `DeviceError` or `DeviceUnavailable` where the device
  /// fails or cannot hold the trees.
  package init(
    capacity: SearchCapacity, pool: Variable, store: VariableStore, context: OperationContext,
    queue: any Queue,
    trace: (_ rows: Int) -> (graph: Graph, outputs: [String: Tensor], stored: Tensor)
  ) throws {
    let device = context.device
    let program = try RowProgram(count: capacity.trees, table: pool, info: device.info, trace: trace)
    let form = program.form
    layout = SearchTrees.Layout(capacity)
    self.queue = queue
    preparation = try Executable(
      Executable.Program(outputs: ["parameters": program.parameters]), graph: program.parameters.graph,
      store: store, context: context)
    block = try device.makeBuffer(byteCount: 4 * layout.wordCount)
    nodes = try device.makeBuffer(byteCount: layout.nodeBytes)
    let groups = capacity.trees.divided(by: form.rows)
    let spill = try device.makeBuffer(byteCount: program.isLocal ? 4 : groups * program.tileBytes)
    launch = try context.launch(
      "tree_search", in: Self.program(program, layout: layout),
      [
        .buffer(preparation.outputs["parameters"]!.buffer), .buffer(store.array(of: pool).buffer),
        .buffer(nodes), .buffer(block), .buffer(spill),
      ], items: [groups * form.group], local: [form.group])
    flops = program.parts.reduce(0) { $0 + $1.flops }
    sequence = try device.makeSequence(
      SequenceContents(upload: block, commands: [.launch(launch)], isUrgent: true))
  }

  private static func program(_ rows: RowProgram, layout: SearchTrees.Layout) -> Program {
    let macros = [
      "ACTIONS": layout.capacity.actions, "NODE_WORDS": layout.nodeWords,
      "TREE_NODES": layout.capacity.nodesPerTree, "TILE_ROWS": rows.form.rows, "TILE_COUNT": rows.tileCount,
      "HEADERS": layout.headers, "ROOTS": layout.roots, "LEGAL_ACTIONS": layout.legalActions,
      "EXPLORATIONS": layout.explorations,
    ]
    let text = """
      \(rows.definitions)
      KERNEL void tree_search(GLOBAL const float* parameters, GLOBAL float* table, GLOBAL int* nodes,
                              GLOBAL int* block, GLOBAL float* spill) {
        TREE_SEARCH_BEGIN
      \(rows.statements)
        TREE_SEARCH_END(&\(rows.output("priors", row: "row", column: "0")), \(rows.output("values", row: "row", column: "0")), \(rows.output("rewards", row: "row", column: "0")))
      }

      """
    return Program(
      RowProgram.files + ["tree_search"],
      macros: rows.macros.merging(macros.mapValues { "\($0)" }) { $1 }, text: text, isExact: true)
  }

  /// All simulations of all trees, for reports: a launch does as many as it is told to.
  var step: Executable.Step {
    let capacity = layout.capacity
    let parameters = preparation.outputs["parameters"]!
    return Executable.Step(
      launch: launch, operation: "tree_search", inputs: [TensorType(parameters.shape)], outputs: [],
      work: Work(
        flops: flops * Double(capacity.trees * capacity.simulations),
        bytes: Double(4 * parameters.count + layout.nodeBytes)))
  }

  /// The parameters have changed.
  package func parametersChanged() { isPrepared = false }

  /// Carries out `simulations` more of every tree, and waits for them.
  package func advance(_ trees: SearchTrees, by simulations: Int, isFirst: Bool) throws {
    if !isPrepared {
      try preparation.run(on: queue)
      isPrepared = true
    }
    let words = isFirst ? trees.usedWords : SearchTrees.Layout.headWords
    _ = try queue.run(sequence, uploading: 4 * words) { bytes in
      let block = bytes.baseAddress!.assumingMemoryBound(to: Int32.self)
      trees.writeHead(to: block, simulations: simulations, isFirst: isFirst)
      if isFirst { trees.write(to: block) }
    }
    try queue.finish()
  }

  /// Takes the trees back. Throws `SearchError` where the networks gave numbers that cannot be used.
  package func finish(_ trees: SearchTrees) throws {
    let headers = 4 * layout.headers..<4 * layout.roots
    let state = try queue.download(block, range: headers).wait()
    let ranges = try trees.read(headers: state.bytes.baseAddress!.assumingMemoryBound(to: Int32.self))
    let downloads = try ranges.map { try queue.download(nodes, range: $0) }
    for (range, download) in zip(ranges, downloads) {
      trees.read(nodes: try download.wait().bytes.baseAddress!, range: range)
    }
  }
}
