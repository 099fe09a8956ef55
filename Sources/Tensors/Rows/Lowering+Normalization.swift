import Operations

extension Lowering {
  /// Batch normalization by running averages becomes x · scale + shift, of a scale and a shift for each channel that depend
  /// on variables alone.
  mutating func expandNormalization() {
    rebuild { _, node, inputs, graph in
      guard let normalization = node.operation as? BatchNormalizationInference else {
        return graph.insert(node.operation, inputs)
      }
      let operands = inputs.map { Tensor(graph: graph, value: $0) }
      let (x, weight, bias, mean) = (operands[0], operands[1], operands[2], operands[3])
      let deviation = Tensor.pointwise(.squareRoot, operands[4] + normalization.epsilon)
      let scale = weight / deviation
      let result = x * scale + (bias - mean * scale)
      // Nothing reads the statistics, which only gradients need.
      return [result.value, mean.value]
    }
  }
}
