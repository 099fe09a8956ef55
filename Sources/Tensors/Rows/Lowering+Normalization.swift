extension Lowering {
  /// Replaces batch normalization by running averages with x · scale + shift, where the scale and the shift
  /// of each channel depend on variables alone.
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
      // Only gradients need the statistics, so nothing reads them.
      return [result.value, mean.value]
    }
  }
}
