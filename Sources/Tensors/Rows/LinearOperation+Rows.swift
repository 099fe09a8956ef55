import Operations

extension LinearOperation: RowOperation {
  func placeBeforehand(_ node: RowNode, in code: RowEmission) throws(RowFault) {
    if addend != .sum { try code.gather(node, by: self) }
  }

  func emit(_ node: RowNode, to code: RowEmission) throws(RowFault) {
    guard activation == nil, addend != .sum else { throw RowFault("\(name) has no row form") }
    let weight = code.pack(try code.parameter(node.inputs[1], of: name), isTransposed: true)
    let bias =
      try addend == .bias
      ? code.pack(code.parameter(node.inputs[2], of: name).reshaped([1, -1])) : nil
    try code.addProduct(node, name, weight: weight, bias: bias)
  }
}

extension LinearInputGradient: RowOperation {
  func emit(_ node: RowNode, to code: RowEmission) throws(RowFault) {
    guard gate == nil, !hasSum else { throw RowFault("\(name) has no row form") }
    try code.addProduct(node, name, weight: code.pack(code.parameter(node.inputs[1], of: name)), bias: nil)
  }
}

extension RowEmission {
  /// Adds a product of the node's first input and a weight, whose columns are the results. The weight and the
  /// bias are packed in the parameters' block.
  ///
  /// A unit of work is a block of rows by a block of vectors of results, whose sums are in registers.
  fileprivate func addProduct(_ node: RowNode, _ name: String, weight: Int, bias: Int?) throws(RowFault) {
    let input = try tile(node.inputs[0], of: name)
    let epilogue = try epilogue(of: node)
    let outputs = epilogue.tile.channels
    let width = form.width
    var loops = ""
    for block in ProductBlock.blocks(columns: outputs, form: form) {
      let start = bias.map { "load_parameter(parameters + \($0) + column + j * \(width))" } ?? "0"
      loops += """
        EACH_UNIT(unit, \(block.rowBlocks * block.count)) {
          const int column = \(block.firstVector * width) + \(block.columnBlock("unit")) * \(block.vectors * width), row = \(block.rowBlock("unit")) * \(block.rows);
          floatv sum[\(block.rows)][\(block.vectors)];
          UNROLL for (int j = 0; j < \(block.vectors); j++) {
            floatv start = \(start);
            UNROLL for (int r = 0; r < \(block.rows); r++) sum[r][j] = start;
          }
          GLOBAL const float* weight = parameters + \(weight) + column;
          for (int pixel = 0; pixel < \(input.pixels); pixel++) {
            TILE const float* x = \(input.row("row")) + pixel * \(input.stride);
        \(Self.sums(of: input, block, padded: Packing.padded(outputs), form: form))
          }
          UNROLL for (int r = 0; r < \(block.rows); r++) {
            UNROLL for (int j = 0; j < \(block.vectors); j++) \(epilogue.store("sum[r][j]", row: "row + r", pixel: "0", channel: "column + j * \(width)"))
          }
        }

        """
    }
    add("\(name): \(input.count) to \(outputs)", flops: 2 * Double(input.count * outputs), loops)
  }

  /// Adds products of a pixel's channels, in order, to a block's sums. GPUs read four channels at once.
  private static func sums(of input: RowTile, _ block: ProductBlock, padded: Int, form: RowForm) -> String {
    let isInParts = form.width == 1 && input.stride % RowForm.part == 0
    let parts = isInParts ? input.channels / RowForm.part * RowForm.part : 0
    var text = ""
    if parts > 0 {
      text += """
        for (int i = 0; i < \(parts); i += \(RowForm.part)) {
          float w[\(RowForm.part)][\(block.vectors)];
          UNROLL for (int k = 0; k < \(RowForm.part); k++) LOAD_COLUMNS_\(block.vectors)(w[k], weight + k * \(padded))
          UNROLL for (int r = 0; r < \(block.rows); r++) {
            float4 value = *(TILE const float4*)(x + r * \(input.size) + i);
            UNROLL for (int j = 0; j < \(block.vectors); j++) {
              sum[r][j] = fma(value.w, w[3][j], fma(value.z, w[2][j], fma(value.y, w[1][j], fma(value.x, w[0][j], sum[r][j]))));
            }
          }
          weight += \(RowForm.part * padded);
        }

        """
    }
    if parts < input.channels {
      text += """
        for (int i = \(parts); i < \(input.channels); i++) {
          floatv w[\(block.vectors)];
          UNROLL for (int j = 0; j < \(block.vectors); j++) w[j] = load_parameter(weight + j * \(form.width));
          UNROLL for (int r = 0; r < \(block.rows); r++) {
            floatv value = x[r * \(input.size) + i];
            UNROLL for (int j = 0; j < \(block.vectors); j++) sum[r][j] = fma(value, w[j], sum[r][j]);
          }
          weight += \(padded);
        }

        """
    }
    return text
  }
}

extension RowEmission {
  /// A product of a table's rows and parameters is computed for the whole table in advance.
  func gather(_ node: RowNode, by operation: some TensorOperation) throws(RowFault) {
    guard case .gathered(let table, let index) = place(node.inputs[0]),
      let others = node.inputs.dropFirst().allParameters(in: self)
    else { return }
    try gather(node.outputs[0], index: index) { graph in graph.add(operation, [table] + others)[0] }
  }

  /// A parameter that an operation reads.
  func parameter(_ value: Value, of operation: String) throws(RowFault) -> Tensor {
    guard case .parameter(let tensor) = place(value) else {
      throw RowFault("\(operation) with a weight that is no parameter")
    }
    return tensor
  }
}
