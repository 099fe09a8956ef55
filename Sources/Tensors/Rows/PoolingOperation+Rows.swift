import Operations

extension PoolingOperation: RowOperation {
  /// The largest elements only if nothing reads their indices, which only gradients need.
  func emit(_ node: RowNode, to code: RowEmission) throws(RowFault) {
    switch kind {
    case .maximum:
      if code.isUsed(node.outputs[1]) { throw RowFault("\(name) with a gradient has no row form") }
      try code.eachWindow(
        of: window, node, name, start: "-INFINITY",
        each: "result = SELECT((value > result) | (value != value), value, result);", result: "result")
    case .average:
      let scale = 1 / (Float(window.size) * Float(window.size))
      try code.eachWindow(
        of: window, node, name, start: "0", each: "result += value;",
        result: "result * \(scale.openCLSource)")
    }
  }
}

extension RowEmission {
  /// Adds statements for every vector of an image's windows: `result` begins as `start`, is updated by the
  /// statement `each` for every vector `value` of the window inside the image, and is stored as `result`.
  fileprivate func eachWindow(
    of window: Pooling.Window, _ node: RowNode, _ name: String, start: String, each: String, result: String
  ) throws(RowFault) {
    let input = try tile(node.inputs[0], of: name)
    let (image, pooled) = (graph.type(of: node.inputs[0]).shape, graph.type(of: node.outputs[0]).shape)
    let (height, width, columns) = (image[1], image[2], pooled[2])
    guard input.pixels == height * width else {
      throw RowFault("\(name) of numbers that stand in one line has no row form")
    }
    let output = try makeTile(node.outputs[0])
    eachVector(
      of: output, "\(name) \(window.size)×\(window.size): \(height)×\(width) to \(pooled[1])×\(columns)"
    ) {
      row, pixel, channel in
      """
      const int top = \(pixel) / \(columns) * \(window.stride) - \(window.padding), left = \(pixel) % \(columns) * \(window.stride) - \(window.padding);
      TILE const float* x = \(input.row(row)) + \(channel);
      floatv result = \(start);
      for (int h = max(top, 0); h < min(top + \(window.size), \(height)); h++) {
        for (int w = max(left, 0); w < min(left + \(window.size), \(width)); w++) {
          floatv value = load_tile(x + (h * \(width) + w) * \(input.stride));
          \(each)
        }
      }
      store_tile(\(result), \(output.row(row)) + \(pixel) * \(output.stride) + \(channel));
      """
    }
  }
}
