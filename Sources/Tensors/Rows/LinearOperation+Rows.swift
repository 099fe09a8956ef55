import Operations

extension LinearOperation: RowOperation {
  func placeBeforehand(_ node: RowNode, in code: RowEmission) throws(RowFault) {
    if addend != .sum { try code.gather(node, by: self) }
  }

  /// A unit is a block of rows by a block of vectors of outputs, whose sums stand in registers.
  func emit(_ node: RowNode, to code: RowEmission) throws(RowFault) {
    guard activation == nil, addend != .sum else { throw RowFault(description: "\(name) has no row form") }
    let input = try code.tile(node.inputs[0], of: name)
    let weight = code.pack(try code.parameter(node.inputs[1], of: name), isTransposed: true)
    let bias =
      try addend == .bias
      ? code.pack(code.parameter(node.inputs[2], of: name).reshaped([1, -1])) : nil
    let epilogue = try code.epilogue(of: node)
    let outputs = epilogue.tile.channels
    let block = RowBlock(rows: code.form.rows, columns: outputs, taps: 1, width: code.form.width)
    let width = code.form.width
    let start = bias.map { "load_parameter(parameters + \($0) + column + j * \(width))" } ?? "0"
    code.add(
      "\(name): \(input.count) to \(outputs)", flops: 2 * Double(input.count * outputs),
      """
      EACH_UNIT(unit, \(code.form.rows / block.rows * block.columnBlocks)) {
        const int column = unit % \(block.columnBlocks) * \(block.vectors * width), row = unit / \(block.columnBlocks) * \(block.rows);
        floatv sum[\(block.rows)][\(block.vectors)];
        UNROLL for (int j = 0; j < \(block.vectors); j++) {
          floatv start = \(start);
          UNROLL for (int r = 0; r < \(block.rows); r++) sum[r][j] = start;
        }
        GLOBAL const float* weight = parameters + \(weight) + column;
        for (int pixel = 0; pixel < \(input.pixels); pixel++) {
          TILE const float* x = \(input.row("row")) + pixel * \(input.stride);
          for (int i = 0; i < \(input.channels); i++) {
            floatv w[\(block.vectors)];
            UNROLL for (int j = 0; j < \(block.vectors); j++) w[j] = load_parameter(weight + j * \(width));
            UNROLL for (int r = 0; r < \(block.rows); r++) {
              floatv value = x[r * \(input.size) + i];
              UNROLL for (int j = 0; j < \(block.vectors); j++) sum[r][j] = fma(value, w[j], sum[r][j]);
            }
            weight += \(Packing.padded(outputs));
          }
        }
        UNROLL for (int r = 0; r < \(block.rows); r++) {
          UNROLL for (int j = 0; j < \(block.vectors); j++) \(epilogue.store("sum[r][j]", row: "row + r", pixel: "0", channel: "column + j * \(width)"))
        }
      }
      """)
  }
}

extension RowEmission {
  /// A product of a table's rows and parameters is computed for the whole table.
  func gather(_ node: RowNode, by operation: some TensorOperation) throws(RowFault) {
    guard case .gathered(let table, let index) = place(node.inputs[0]),
      let others = node.inputs.dropFirst().allParameters(in: self)
    else { return }
    try gather(node.outputs[0], index: index) { graph in graph.add(operation, [table] + others)[0] }
  }

  /// A parameter that an operation reads.
  func parameter(_ value: Value, of operation: String) throws(RowFault) -> Tensor {
    guard case .parameter(let tensor) = place(value) else {
      throw RowFault(description: "\(operation) with a weight that is no parameter")
    }
    return tensor
  }
}
