import Operations

extension Pointwise: RowOperation {
  func emit(_ node: RowNode, to code: RowEmission) throws(RowFault) {
    let tile = try code.makeTile(node.outputs[0])
    var operands: [RowOperand] = []
    for input in node.inputs { operands.append(try code.operand(input, for: tile)) }
    code.eachVector(of: tile, "\(name)") { row, pixel, channel in
      let steps = expression.statements(
        of: operands.map { $0.source(tile, row: row, pixel: pixel, channel: channel) }, prefix: "x")
      return
        "\(steps.text) store_tile(\(steps.result), \(tile.row(row)) + \(pixel) * \(tile.stride) + \(channel));"
    }
  }
}

extension Reshape: RowOperation {
  func placeBeforehand(_ node: RowNode, in code: RowEmission) throws(RowFault) {
    guard case .gathered(let table, let index) = code.place(node.inputs[0]) else { return }
    try code.gather(node.outputs[0], index: index) { _ in table.reshaped([table.shape[0]] + shape.dropFirst())
    }
  }

  func emit(_ node: RowNode, to code: RowEmission) throws(RowFault) {
    guard shape.first == code.form.rows else {
      throw RowFault("a reshape to \(shape) mixes rows")
    }
    code.alias(node.outputs[0], to: try code.tile(node.inputs[0], of: name))
  }
}

extension GatherRows: RowOperation {
  func placeBeforehand(_ node: RowNode, in code: RowEmission) throws(RowFault) {
    guard case .parameter(let table) = code.place(node.inputs[0]),
      case .index(let index) = code.place(node.inputs[1]), case .input = index
    else { return }
    code.set(node.outputs[0], .gathered(table: table, index: index))
  }

  /// The table is in global memory and dense, or consists of parameters that are read by a computed index.
  func emit(_ node: RowNode, to code: RowEmission) throws(RowFault) {
    guard case .index(let index) = code.place(node.inputs[1]) else {
      throw RowFault("\(name) by something that is no index of each row")
    }
    let tile = try code.makeTile(node.outputs[0])
    if case .parameter(let table) = code.place(node.inputs[0]), case .computed(let place) = index {
      code.arrays.use(place.name, until: node.index)
      code.set(node.inputs[1], .gathered(table: table, index: index))
      let row = try code.operand(node.inputs[1], for: tile)
      code.set(node.inputs[1], .index(index))
      code.eachVector(of: tile, name) { number, pixel, channel in
        let value = row.source(tile, row: number, pixel: pixel, channel: channel)
        return "store_tile(\(value), \(tile.row(number)) + \(pixel) * \(tile.stride) + \(channel));"
      }
      return
    }
    guard case .table = code.place(node.inputs[0]) else {
      throw RowFault("\(name) from something that is no table")
    }
    code.eachVector(of: tile, name) { row, pixel, channel in
      """
      GLOBAL const float* source = table + (size_t)\(index.source(row: row)) * \(tile.count) + \(pixel) * \(tile.channels) + \(channel);
      store_tile(load_part(source, \(tile.channels) - \(channel), 0), \(tile.row(row)) + \(pixel) * \(tile.stride) + \(channel));
      """
    }
  }
}

extension ScatterRows: RowOperation {
  /// A row whose index is negative is not stored.
  func emit(_ node: RowNode, to code: RowEmission) throws(RowFault) {
    guard case .table(let variable) = code.place(node.inputs[0]),
      case .index(let index) = code.place(node.inputs[2])
    else { throw RowFault("\(name) into something that is no table") }
    let tile = try code.tile(node.inputs[1], of: name)
    code.set(node.outputs[0], .table(variable))
    code.eachVector(of: tile, name) { row, pixel, channel in
      """
      if (\(index.source(row: row)) >= 0) {
        GLOBAL float* target = table + (size_t)\(index.source(row: row)) * \(tile.count) + \(pixel) * \(tile.channels) + \(channel);
        store_part(load_tile(\(tile.row(row)) + \(pixel) * \(tile.stride) + \(channel)), target, \(tile.channels) - \(channel));
      }
      """
    }
  }
}

extension RowEmission {
  /// Adds statements for every vector of an array. `body` gets the names of its row, pixel and first channel.
  func eachVector(of tile: RowTile, _ comment: String, _ body: (String, String, String) -> String) {
    let vectors = tile.channels.divided(by: form.width)
    let text = body("row", "pixel", "channel")
    let pixel = text.contains("pixel") ? "pixel = unit / \(vectors) % \(tile.pixels), " : ""
    add(
      comment,
      """
      EACH_UNIT(unit, \(form.rows * tile.pixels * vectors)) {
        const int channel = unit % \(vectors) * \(form.width), \(pixel)row = unit / \(vectors * tile.pixels);
        \(text)
      }
      """)
  }
}
