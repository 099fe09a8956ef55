import Operations

extension GRUGates: RowOperation {
  /// The new state takes the old one's place, where nothing reads that later.
  func emit(_ node: RowNode, to code: RowEmission) throws(RowFault) {
    if code.isUsed(node.outputs[1]) { throw RowFault("\(name) with a gradient has no row form") }
    let inputGates = try code.tile(node.inputs[0], of: name)
    let hiddenGates = try code.tile(node.inputs[1], of: name)
    let hidden = try code.tile(node.inputs[2], of: name)
    let units = hidden.channels
    let output: RowTile
    if code.isLastUse(of: node.inputs[2], at: node.index) {
      code.alias(node.outputs[0], to: hidden)
      output = hidden
    } else {
      output = try code.makeTile(node.outputs[0])
    }
    code.eachVector(of: output, name) { row, _, channel in
      """
      TILE const float* x = \(inputGates.row(row)) + \(channel);
      TILE const float* h = \(hiddenGates.row(row)) + \(channel);
      floatv r = logistic(load_tile(x) + load_tile(h)), z = logistic(load_tile_at(x + \(units)) + load_tile_at(h + \(units)));
      floatv new_input = load_tile_at(x + \(2 * units)), new_hidden = load_tile_at(h + \(2 * units));
      floatv n = hyperbolic_tangent(new_input + r * new_hidden), before = load_tile(\(hidden.row(row)) + \(channel));
      store_tile((1 - z) * n + z * before, \(output.row(row)) + \(channel));
      """
    }
  }
}

extension LSTMGates: RowOperation {
  func emit(_ node: RowNode, to code: RowEmission) throws(RowFault) {
    if code.isUsed(node.outputs[2]) { throw RowFault("\(name) with a gradient has no row form") }
    let gates = try code.tile(node.inputs[0], of: name)
    let bias = code.pack(try code.parameter(node.inputs[1], of: name).reshaped([4, -1]))
    let cell = try code.tile(node.inputs[2], of: name)
    let (units, padded) = (cell.channels, Packing.padded(cell.channels))
    let newHidden = try code.makeTile(node.outputs[0])
    let newCell = try code.makeTile(node.outputs[1])
    func gate(_ number: Int) -> String {
      "(load_tile_at(x + \(number * units)) + load_parameter(parameters + \(bias + number * padded) + channel))"
    }
    code.eachVector(of: newCell, name) { row, _, channel in
      """
      TILE const float* x = \(gates.row(row)) + \(channel);
      floatv i = logistic(\(gate(0))), f = logistic(\(gate(1))), g = hyperbolic_tangent(\(gate(2))), o = logistic(\(gate(3)));
      floatv c = f * load_tile(\(cell.row(row)) + \(channel)) + i * g;
      store_tile(c, \(newCell.row(row)) + \(channel));
      store_tile(o * hyperbolic_tangent(c), \(newHidden.row(row)) + \(channel));
      """
    }
  }
}
