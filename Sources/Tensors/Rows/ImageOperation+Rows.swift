import Operations

extension ImageToFloat: RowOperation {
  /// The bytes are read from global memory.
  func emit(_ node: RowNode, to code: RowEmission) throws(RowFault) {
    guard case .bytes(let array) = code.place(node.inputs[0]) else {
      throw RowFault("\(name) of \(code.graph.type(of: node.inputs[0])) has no row form")
    }
    let tile = try code.makeTile(node.outputs[0])
    code.eachVector(of: tile, name) { row, pixel, channel in
      """
      GLOBAL const uchar* source = \(array) + (size_t)ROW_NUMBER(\(row)) * \(tile.count) + \(pixel) * \(tile.channels) + \(channel);
      store_tile(\(factor.openCLSource) * load_bytes(source, \(tile.channels) - \(channel)), \(tile.row(row)) + \(pixel) * \(tile.stride) + \(channel));
      """
    }
  }
}
