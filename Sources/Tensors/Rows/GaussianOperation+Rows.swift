import Operations

extension GaussianHead: RowOperation {
  /// Outputs that nothing reads are not stored. The mean remains a part of the parameters.
  func emit(_ node: RowNode, to code: RowEmission) throws(RowFault) {
    let parameters = try code.tile(node.inputs[0], of: name)
    let columns = parameters.channels / 2
    guard parameters.pixels == 1 else {
      throw RowFault("\(name) of \(code.graph.type(of: node.inputs[0])) has no row form")
    }
    code.alias(
      node.outputs[0],
      to: RowTile(name: parameters.name, pixels: 1, channels: columns, stride: parameters.stride))
    let deviation = code.isUsed(node.outputs[1]) ? try code.makeTile(node.outputs[1]) : nil
    var draw: (noise: RowTile, sample: RowTile)?
    if draws, code.isUsed(node.outputs[2]) {
      draw = (try code.tile(node.inputs[1], of: name), try code.makeTile(node.outputs[2]))
    }
    guard let shape = deviation ?? draw?.sample else { return }
    code.eachVector(of: shape, name) { row, _, channel in
      var text = """
        TILE const float* x = \(parameters.row(row)) + \(channel);
        floatv s = log_one_plus_exp(load_tile_at(x + \(columns))) + \(minimum.openCLSource);

        """
      if let deviation { text += "store_tile(s, \(deviation.row(row)) + \(channel));\n" }
      if let draw {
        text += """
          floatv m = load_tile(x);
          store_tile(m + s * load_tile(\(draw.noise.row(row)) + \(channel)), \(draw.sample.row(row)) + \(channel));

          """
      }
      return text
    }
  }
}

extension GaussianHeadGradient: RowOperation {
  func emit(_ node: RowNode, to code: RowEmission) throws(RowFault) {
    try code.checkIsForGPU(name)
    let parameters = try code.tile(node.inputs[0], of: name)
    let output = try code.makeTile(node.outputs[0])
    let columns = parameters.channels / 2
    let half = RowTile(name: output.name, pixels: 1, channels: columns, stride: output.stride)
    guard parameters.pixels == 1 else {
      throw RowFault("\(name) of \(code.graph.type(of: node.inputs[0])) has no row form")
    }
    var operands: [RowOperand] = []
    for input in node.inputs.dropFirst() { operands.append(try code.operand(input, for: half)) }
    code.eachVector(of: half, name) { row, pixel, channel in
      let given = operands.map { $0.source(half, row: row, pixel: pixel, channel: channel) }
      let (mean, deviation) = (given[draws ? 1 : 0], given[draws ? 2 : 1])
      return """
        floatv m = \(mean), s = \(deviation);
        \(draws ? "m += \(given[3]); s += \(given[3]) * \(given[0]);" : "")
        floatv slope = logistic(load_tile(\(parameters.row(row)) + \(columns) + \(channel)));
        store_tile(m, \(output.row(row)) + \(channel));
        store_tile(s * slope, \(output.row(row)) + \(columns) + \(channel));
        """
    }
  }
}

extension GaussianSample: RowOperation {
  func emit(_ node: RowNode, to code: RowEmission) throws(RowFault) {
    let tile = try code.makeTile(node.outputs[0])
    var operands: [RowOperand] = []
    for input in node.inputs { operands.append(try code.operand(input, for: tile)) }
    code.eachVector(of: tile, name) { row, pixel, channel in
      let (mean, deviation, noise) = (operands[0], operands[1], operands[2])
      func source(_ operand: RowOperand) -> String {
        operand.source(tile, row: row, pixel: pixel, channel: channel)
      }
      return """
        floatv product = \(source(deviation)) * \(source(noise));
        store_tile(\(source(mean)) + product, \(tile.row(row)) + \(pixel) * \(tile.stride) + \(channel));
        """
    }
  }
}
