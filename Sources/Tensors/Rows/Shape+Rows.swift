extension Slice: RowOperation {
  /// Only along the last axis of rows of numbers.
  func emit(_ node: RowNode, to code: RowEmission) throws(RowFault) {
    let input = try code.tile(node.inputs[0], of: name)
    guard axis > 0, input.pixels == 1 else {
      throw RowFault(
        "\(name) along axis \(axis) of \(code.graph.type(of: node.inputs[0])) has no row form")
    }
    let output = try code.makeTile(node.outputs[0])
    code.eachVector(of: output, name) { row, _, channel in
      "store_tile(load_tile_at(\(input.row(row)) + \(start) + \(channel)), \(output.row(row)) + \(channel));"
    }
  }
}

extension Concatenate: RowOperation {
  /// Only along the last axis of rows of numbers. Surplus elements of a vector are written where the next
  /// input goes, or beyond the end.
  func emit(_ node: RowNode, to code: RowEmission) throws(RowFault) {
    let output = try code.makeTile(node.outputs[0])
    guard axis > 0, output.pixels == 1 else {
      throw RowFault(
        "\(name) along axis \(axis) to \(code.graph.type(of: node.outputs[0])) has no row form")
    }
    var start = 0
    for value in node.inputs {
      let input = try code.tile(value, of: name)
      let target = start
      code.eachVector(of: input, name) { row, _, channel in
        let end = "\(output.row(row)) + \(target) + \(channel)"
        // A vector that reaches beyond the row is stored number by number.
        return """
          if (\(target) + \(channel) + \(code.form.width) <= \(output.stride)) {
            store_tile_at(load_tile(\(input.row(row)) + \(channel)), \(end));
          } else {
            for (int i = 0; \(channel) + i < \(input.channels); i++) (\(end))[i] = (\(input.row(row)) + \(channel))[i];
          }
          """
      }
      start += input.channels
    }
  }
}
