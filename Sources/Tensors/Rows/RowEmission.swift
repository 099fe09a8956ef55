import Operations

/// The making of a row program: its text, the memory of its tile, and the parameters that it reads.
final class RowEmission {
  let graph: Graph
  let form: RowForm
  /// Where each value is that has been computed.
  private(set) var places: [Value: RowPlace] = [:]
  /// What depends on variables and constants alone, computed when parameters are taken up.
  let parameters = Graph()
  private(set) var text = ""
  private(set) var parts: [RowProgram.Part] = []
  /// Where the given inputs lie.
  private(set) var inputs: [String: RowTile] = [:]
  var arrays = RowMemory()

  private var block = RowParameters()
  private var names = 0
  private var uses: [Value: Int] = [:]
  /// The last node that reads a value; beyond all of them where it is a result.
  private var lastUses: [Value: Int] = [:]

  /// Tables of parameters that are computed beforehand have no more numbers.
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

  /// Says where all is that no row computes. Values of `tables` are rows' own memory; inputs of the names `given` lie in the
  /// tile, where the caller puts them before the nodes' statements; bytes among them lie in arrays of these names.
  func placeSources(tables: Set<Variable> = [], given: Set<String> = []) throws(RowFault) {
    for (index, node) in graph.nodes.enumerated() {
      try placeBeforehand(node, RowNode(index, node), tables: tables, given: given)
    }
  }

  /// Emits all nodes.
  func emitNodes() throws(RowFault) {
    for (index, node) in graph.nodes.enumerated() where places[Value(node: index, output: 0)] == nil {
      arrays.now = index
      guard let operation = node.operation as? any RowOperation else {
        throw RowFault("\(node.operation.name) has no row form")
      }
      try operation.emit(RowNode(index, node), to: self)
    }
  }

  /// Places what no row computes: sources, parameters, and rows of tables of parameters.
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

  /// Whether node `index` is the last to read the memory of a value, so that its result may take its place.
  func isLastUse(of value: Value, at index: Int) -> Bool {
    guard case .tile(let tile) = places[value] else { return false }
    return places.allSatisfy { other, place in
      guard case .tile(let own) = place, own.name == tile.name else { return true }
      return lastUse(other) <= index
    }
  }

  /// Memory in the tile for an output.
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

  /// Memory in the tile for numbers of each row that are no value of the graph; they stay until the next node.
  func makeArray(channels: Int) -> RowTile {
    let stride = form.stride(channels, isImage: false)
    return RowTile(name: makeScratch(stride * form.rows), pixels: 1, channels: channels, stride: stride)
  }

  /// Keeps a tile to the last statement.
  func keep(_ tile: RowTile) { arrays.use(tile.name, until: graph.nodes.count) }

  /// Memory of the tile for one operation alone, of so many numbers: the macro that holds its offset.
  func makeScratch(_ count: Int) -> String {
    names += 1
    arrays.add("VALUE_\(names)", count: count, until: arrays.now)
    return "VALUE_\(names)"
  }

  /// A value that is the same memory as another.
  func alias(_ value: Value, to tile: RowTile) {
    places[value] = .tile(tile)
    arrays.use(tile.name, until: lastUse(value))
  }

  /// Gradients are computed by row programs on GPUs alone, whose vectors end with their rows.
  func checkIsForGPU(_ operation: String) throws(RowFault) {
    if form.width > 1 { throw RowFault("\(operation) with a gradient has no row form on CPUs") }
  }

  // MARK: Parameters

  /// Where rows of a parameter lie in the parameters' block, in numbers, each of `Packing.padded(columns)`.
  func pack(_ tensor: Tensor, isTransposed: Bool = false) -> Int {
    block.pack(tensor, isTransposed: isTransposed)
  }

  /// Where an array lies in the parameters' block, in numbers: as it is, a multiple of a vector long.
  func place(packed array: Tensor) -> Int { block.place(array) }

  /// All parameters that the program reads, one after the other.
  func parameterBlock() -> Tensor { block.tensor(in: parameters) }

  /// What an operation gives for a row of a table is that row of what it gives for the table.
  func gather(_ value: Value, index: RowIndex, _ apply: (Graph) -> Tensor) throws(RowFault) {
    let table = apply(parameters)
    if table.count > Self.largestTable {
      throw RowFault("a table of \(table.type) is too large to be computed beforehand")
    }
    places[value] = .gathered(table: table, index: index)
  }

  // MARK: Text

  /// One operation's statements; the tile's memory is ready for others behind them.
  func add(_ comment: String, flops: Double = 0, _ statements: String) {
    parts.append(RowProgram.Part(operation: comment, flops: flops))
    text +=
      "  // \(comment)\n\(statements.split(separator: "\n").map { "  \($0)\n" }.joined())  ROW_BARRIER;\n"
  }

  /// What is done to the result of node `index`, output 0, before it is stored, and where it goes.
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

  /// How a value of the graph is read beside an element of `tile`.
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
  /// The values' tensors among the parameters; nil where there are none, or one is no parameter.
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
