import Operations

extension LayerNormalization: RowOperation {
  /// Rows of numbers are normalized by all work-items of a group, images pixel by pixel.
  func emit(_ node: RowNode, to code: RowEmission) throws(RowFault) {
    if code.isUsed(node.outputs[1]) { throw RowFault("\(name) with a gradient has no row form") }
    let input = try code.tile(node.inputs[0], of: name)
    let weight = code.pack(try code.parameter(node.inputs[1], of: name).reshaped([1, -1]))
    let bias = code.pack(try code.parameter(node.inputs[2], of: name).reshaped([1, -1]))
    let output = try code.makeTile(node.outputs[0])
    if input.pixels > 1 {
      emitPixels(input, output, weight: weight, bias: bias, to: code)
    } else {
      emitRow(input, output, weight: weight, bias: bias, to: code)
    }
  }

  private func emitRow(_ input: RowTile, _ output: RowTile, weight: Int, bias: Int, to code: RowEmission) {
    let columns = input.channels
    code.eachRow(of: input, name) { row in
      """
      floatv sums = 0, squares = 0;
      \(code.vectors(of: input) { _, channel, last in
        "sums += \(last ? "load_columns(x, \(channel), \(columns), 0)" : "load_tile(x + \(channel))");"
      })
      float mean = group_sum(sums, scratch) / \(columns);
      \(code.vectors(of: input) { _, channel, last in
        "floatv deviation = \(last ? "load_columns(x, \(channel), \(columns), mean)" : "load_tile(x + \(channel))") - mean; squares += deviation * deviation;"
      })
      float inverse = 1 / sqrt(group_sum(squares, scratch) / \(columns) + \(epsilon.openCLSource));
      TILE float* y = \(output.row(row));
      \(code.vectors(of: input) { _, channel, _ in
        "store_tile((load_tile(x + \(channel)) - mean) * inverse * load_parameter(parameters + \(weight) + \(channel)) + load_parameter(parameters + \(bias) + \(channel)), y + \(channel));"
      })
      """
    }
  }

  private func emitPixels(_ input: RowTile, _ output: RowTile, weight: Int, bias: Int, to code: RowEmission) {
    let columns = input.channels
    code.add(
      name,
      """
      EACH_UNIT(unit, \(code.form.rows * input.pixels)) {
        const int row = unit / \(input.pixels), pixel = unit % \(input.pixels);
        TILE const float* x = \(input.row("row")) + pixel * \(input.stride);
        TILE float* y = \(output.row("row")) + pixel * \(output.stride);
        float sum = 0, squares = 0;
        for (int i = 0; i < \(columns); i++) sum += x[i];
        float mean = sum / \(columns);
        for (int i = 0; i < \(columns); i++) squares += (x[i] - mean) * (x[i] - mean);
        float inverse = 1 / sqrt(squares / \(columns) + \(epsilon.openCLSource));
        for (int i = 0; i < \(columns); i++) {
          y[i] = (x[i] - mean) * inverse * parameters[\(weight) + i] + parameters[\(bias) + i];
        }
      }
      """)
  }
}
