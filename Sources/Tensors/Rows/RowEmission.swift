import Operations

/// Makes a row program: its text, the memory of its tile, and the parameters that it reads.
final class RowEmission {
  let graph: Graph
  let form: RowForm
  /// The place of each value that has been computed.
  private(set) var places: [Value: RowPlace] = [:]
  /// The computation of everything that depends only on variables and constants. It runs when parameters
  /// change.
  let parameters = Graph()
  private(set) var text = ""
  private(set) var parts: [RowProgram.Part] = []
  /// The places of the given inputs.
  private(set) var inputs: [String: RowTile] = [:]
  var arrays = RowMemory()

  private var block = RowParameters()
  private var names = 0
  private var uses: [Value: Int] = [:]
  /// The last node that reads each value; for results, a number beyond all nodes.
  private var lastUses: [Value: Int] = [:]

  /// The largest number of elements of a table of parameters that is computed in advance.
  private static let largestTable = 1 << 22

  init(_ graph: Graph, roots: [Value], form: RowForm) {
    self.graph = graph
    self.form = form
    for (index, node) in graph.nodes.enumerated() {
      for value in Set(node.inputs) {
        uses[value, default: 0] += 1
        lastUses[value] = index
      }
    }
    for root in roots {
      uses[root, default: 0] += 1
      lastUses[root] = graph.nodes.count
    }
  }

  // MARK: Walking

  /// Places everything that is not computed row by row. Values of `tables` are in the rows' own memory.
  /// Inputs named in `given` are in the tile, where the caller puts them before the nodes' statements; those
  /// of bytes are in arrays of these names.
  func placeSources(tables: Set<Variable> = [], given: Set<String> = []) throws(RowFault) {
    for (index, node) in graph.nodes.enumerated() {
      try placeBeforehand(node, RowNode(index, node), tables: tables, given: given)
    }
  }

  func emitNodes() throws(RowFault) {
    for (index, node) in graph.nodes.enumerated() where places[Value(node: index, output: 0)] == nil {
      arrays.now = index
      guard let operation = node.operation as? any RowOperation else {
        throw RowFault("\(node.operation.name) has no row form")
      }
      try operation.emit(RowNode(index, node), to: self)
    }
  }

  /// Places what is not computed row by row: sources, parameters, and rows of tables of parameters.
  private func placeBeforehand(
    _ node: Graph.Node, _ row: RowNode, tables: Set<Variable>, given: Set<String>
  ) throws(RowFault) {
    if try placeSource(node, row.outputs[0], tables: tables, given: given) { return }
    if let values = node.inputs.allParameters(in: self) {
      for (output, result) in zip(row.outputs, parameters.add(node.operation, values)) {
        places[output] = .parameter(result)
      }
    } else if let operation = node.operation as? any RowOperation,
      node.inputs.allSatisfy({ places[$0] != nil })
    {
      try operation.placeBeforehand(row, in: self)
    }
  }

  private func placeSource(
    _ node: Graph.Node, _ output: Value, tables: Set<Variable>, given: Set<String>
  ) throws(RowFault) -> Bool {
    if let pointwise = node.operation as? Pointwise, node.inputs.isEmpty,
      case .constant(let number) = pointwise.expression.steps[0].function,
      pointwise.expression.steps.count == 1
    {
      places[output] = .constant(number)
      return true
    }
    guard let source = node.operation as? Source else { return false }
    switch source.kind {
    case .input(let name):
      if given.contains(name) {
        if source.type.element == .uint8 {
          places[output] = .bytes(name)
        } else {
          inputs[name] = try makeTile(output)
        }
        return true
      }
      guard source.type.element == .int32, source.type.shape == [form.rows] else {
        throw RowFault("the input \(name) of \(source.type) is no index of each row")
      }
      places[output] = .index(.input(name))
    case .variable(let variable):
      places[output] =
        tables.contains(variable) ? .table(variable) : .parameter(parameters.variable(variable))
    case .constant(let values):
      places[output] = .parameter(parameters.constant(values, source.type.shape))
    }
    return true
  }

  // MARK: Places

  func place(_ value: Value) -> RowPlace? { places[value] }

  func set(_ value: Value, _ place: RowPlace) { places[value] = place }

  func tile(_ value: Value, of operation: String) throws(RowFault) -> RowTile {
    guard case .tile(let tile) = places[value] else {
      throw RowFault("\(operation) of something that is not computed row by row")
    }
    arrays.use(tile.name, until: lastUse(value))
    return tile
  }

  private func lastUse(_ value: Value) -> Int { lastUses[value] ?? arrays.now }

  /// Whether anything reads a value.
  func isUsed(_ value: Value) -> Bool { uses[value] != nil }

  /// Whether node `index` is the last to read the memory of a value, so that its result may overwrite it.
  func isLastUse(of value: Value, at index: Int) -> Bool {
    guard case .tile(let tile) = places[value] else { return false }
    return places.allSatisfy { other, place in
      guard case .tile(let own) = place, own.name == tile.name else { return true }
      return lastUse(other) <= index
    }
  }

  /// Reserves memory in the tile for an output.
  func makeTile(_ value: Value) throws(RowFault) -> RowTile {
    let shape = graph.type(of: value).shape
    guard shape.first == form.rows, shape.count <= 4 else {
      throw RowFault("values of shape \(shape) are not rows")
    }
    let (pixels, channels) = (shape.dropFirst().dropLast().product, shape.count == 1 ? 1 : shape.last!)
    let stride = form.stride(channels, isImage: pixels > 1)
    names += 1
    let tile = RowTile(name: "VALUE_\(names)", pixels: pixels, channels: channels, stride: stride)
    arrays.add(tile.name, count: tile.size * form.rows, until: lastUse(value))
    places[value] = .tile(tile)
    return tile
  }

  /// Reserves memory in the tile for numbers of each row that are not a value of the graph. They are valid
  /// until the next node.
  func makeArray(channels: Int) -> RowTile {
    let stride = form.stride(channels, isImage: false)
    return RowTile(name: makeScratch(stride * form.rows), pixels: 1, channels: channels, stride: stride)
  }

  /// Keeps a tile until the last statement.
  func keep(_ tile: RowTile) { arrays.use(tile.name, until: graph.nodes.count) }

  /// Reserves `count` numbers of the tile's memory for a single operation. Returns the macro that holds their
  /// offset.
  func makeScratch(_ count: Int) -> String {
    names += 1
    arrays.add("VALUE_\(names)", count: count, until: arrays.now)
    return "VALUE_\(names)"
  }

  /// Makes a value share the memory of `tile`.
  func alias(_ value: Value, to tile: RowTile) {
    places[value] = .tile(tile)
    arrays.use(tile.name, until: lastUse(value))
  }

  /// Throws on CPUs. Only GPUs compute gradients by row programs, because their vectors end with the rows.
  func checkIsForGPU(_ operation: String) throws(RowFault) {
    if form.width > 1 { throw RowFault("\(operation) with a gradient has no row form on CPUs") }
  }

  // MARK: Parameters

  /// The offset of a parameter's rows in the parameters' block, in numbers. Each row has
  /// `Packing.padded(columns)` numbers.
  func pack(_ tensor: Tensor, isTransposed: Bool = false) -> Int {
    block.pack(tensor, isTransposed: isTransposed)
  }

  /// The offset of an array in the parameters' block, in numbers. The array is stored unchanged, and its
  /// length must be a multiple of a vector's.
  func place(packed array: Tensor) -> Int { block.place(array) }

  /// All parameters that the program reads, one after another.
  func parameterBlock() -> Tensor { block.tensor(in: parameters) }

  /// Computes an operation for a whole table in advance, since its result for a row of the table is that row
  /// of the result.
  func gather(_ value: Value, index: RowIndex, _ apply: (Graph) -> Tensor) throws(RowFault) {
    let table = apply(parameters)
    if table.count > Self.largestTable {
      throw RowFault("a table of \(table.type) is too large to be computed beforehand")
    }
    places[value] = .gathered(table: table, index: index)
  }

  // MARK: Text

  /// Adds one operation's statements, followed by a barrier for the tile's memory.
  func add(_ comment: String, flops: Double = 0, _ statements: String) {
    parts.append(RowProgram.Part(operation: comment, flops: flops))
    text +=
      "  // \(comment)\n\(statements.split(separator: "\n").map { "  \($0)\n" }.joined())  ROW_BARRIER;\n"
  }

  /// The epilogue of output 0 of a node: the operations before it is stored, and the place where it is
  /// stored.
  func epilogue(of node: RowNode) throws(RowFault) -> RowEpilogue {
    let result = node.outputs[0]
    let own = graph.type(of: result).shape
    if uses[result] == 1, let user = lastUses[result], user < graph.nodes.count,
      let pointwise = graph.nodes[user].operation as? Pointwise,
      pointwise.shape == own, graph.nodes[user].inputs.allSatisfy({ $0 == result || places[$0] != nil })
    {
      let inputs = graph.nodes[user].inputs
      let target = Value(node: user, output: 0)
      let tile = try makeTile(target)
      var operands: [RowOperand] = []
      for input in inputs { operands.append(input == result ? .result : try operand(input, for: tile)) }
      return RowEpilogue(tile: tile, expression: pointwise.expression, operands: operands)
    }
    return RowEpilogue(tile: try makeTile(result), expression: nil, operands: [])
  }

  /// The way in which a value of the graph is read beside an element of `tile`.
  func operand(_ value: Value, for tile: RowTile) throws(RowFault) -> RowOperand {
    switch places[value] {
    case .constant(let number): return .number(number)
    case .tile(let other):
      arrays.use(other.name, until: lastUse(value))
      if other.pixels == tile.pixels && other.channels == tile.channels { return .tile(other) }
      if other.count == 1 { return .scalar(other) }
      if other.pixels == 1 && other.channels == tile.channels { return .pixel(other) }
    case .parameter(let tensor):
      let shape = tensor.shape
      if tensor.count == 1 { return .parameterScalar(pack(tensor.reshaped([1, 1]))) }
      if shape.last == tile.channels && tensor.count == tile.channels {
        return .parameterChannels(pack(tensor.reshaped([1, tile.channels])))
      }
      if shape.last == tile.channels && tensor.count == tile.count {
        return .parameterPixels(
          pack(tensor.reshaped([tile.pixels, tile.channels])), stride: Packing.padded(tile.channels))
      }
    case .gathered(let table, let index):
      let count = table.count / table.shape[0]
      if count == tile.count {
        let offset = pack(table.reshaped([table.shape[0] * tile.pixels, tile.channels]))
        return .gathered(offset, index: index, stride: Packing.padded(tile.channels))
      }
    default: break
    }
    throw RowFault(
      "an operand of \(graph.type(of: value)) beside rows of \(tile.pixels) × \(tile.channels)")
  }
}

extension Collection where Element == Value {
  /// The values' tensors among the parameters; nil if there are none, or if one is not a parameter.
  func allParameters(in code: RowEmission) -> [Tensor]? {
    if isEmpty { return nil }
    var tensors: [Tensor] = []
    for value in self {
      guard case .parameter(let tensor) = code.place(value) else { return nil }
      tensors.append(tensor)
    }
    return tensors
  }
}
