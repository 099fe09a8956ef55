import Operations

extension GRUGates: RowOperation {
  /// The new state overwrites the old one if nothing reads that later.
  func emit(_ node: RowNode, to code: RowEmission) throws(RowFault) {
    if code.isUsed(node.outputs[1]) { try code.checkIsForGPU(name) }
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
    let saved = code.isUsed(node.outputs[1]) ? try code.makeTile(node.outputs[1]) : nil
    code.eachVector(of: output, name) { row, _, channel in
      let keep = saved.map { saved in
        let place = "\(saved.row(row)) + \(channel)"
        return
          "store_tile(r, \(place)); store_tile(z, \(place) + \(units)); store_tile(n, \(place) + \(2 * units));"
      }
      return """
        TILE const float* x = \(inputGates.row(row)) + \(channel);
        TILE const float* h = \(hiddenGates.row(row)) + \(channel);
        floatv r = logistic(load_tile(x) + load_tile(h)), z = logistic(load_tile_at(x + \(units)) + load_tile_at(h + \(units)));
        floatv new_input = load_tile_at(x + \(2 * units)), new_hidden = load_tile_at(h + \(2 * units));
        floatv n = hyperbolic_tangent(new_input + r * new_hidden), before = load_tile(\(hidden.row(row)) + \(channel));
        store_tile((1 - z) * n + z * before, \(output.row(row)) + \(channel));
        \(keep ?? "")
        """
    }
  }
}

extension GRUGatesGradient: RowOperation {
  func emit(_ node: RowNode, to code: RowEmission) throws(RowFault) {
    try code.checkIsForGPU(name)
    let saved = try code.tile(node.inputs[0], of: name)
    let hiddenGates = try code.tile(node.inputs[1], of: name)
    let hidden = try code.tile(node.inputs[2], of: name)
    let gradient = try code.operand(node.inputs[3], for: hidden)
    let inputGradient = try code.makeTile(node.outputs[0])
    let gatesGradient = try code.makeTile(node.outputs[1])
    let hiddenGradient = try code.makeTile(node.outputs[2])
    let units = hidden.channels
    code.eachVector(of: hidden, name) { row, pixel, channel in
      """
      TILE const float* keep = \(saved.row(row)) + \(channel);
      floatv r = load_tile(keep), z = load_tile(keep + \(units)), n = load_tile(keep + \(2 * units));
      floatv g = \(gradient.source(hidden, row: row, pixel: pixel, channel: channel));
      floatv dn = g * (1 - z) * (1 - n * n);
      floatv dr = dn * load_tile(\(hiddenGates.row(row)) + \(2 * units) + \(channel)) * r * (1 - r);
      floatv dz = g * (load_tile(\(hidden.row(row)) + \(channel)) - n) * z * (1 - z);
      TILE float* dx = \(inputGradient.row(row)) + \(channel);
      TILE float* dh = \(gatesGradient.row(row)) + \(channel);
      store_tile(dr, dx); store_tile(dz, dx + \(units)); store_tile(dn, dx + \(2 * units));
      store_tile(dr, dh); store_tile(dz, dh + \(units)); store_tile(dn * r, dh + \(2 * units));
      store_tile(g * z, \(hiddenGradient.row(row)) + \(channel));
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
