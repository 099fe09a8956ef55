import Device
import Operations

/// activation(input · weightᵀ + bias): inputs [rows, inputs], [outputs, inputs] and, where there is one, [outputs].
struct LinearOperation: TensorOperation {
  let hasBias: Bool

  var name: String { "linear" }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    let (input, weight) = (inputs[0], inputs[1])
    precondition(
      input.shape.count == 2 && weight.shape.count == 2 && input.shape[1] == weight.shape[1]
        && (!hasBias || inputs[2].shape == [weight.shape[0]]),
      "linear: input \(input), weight \(weight)\(hasBias ? ", bias \(inputs[2])" : "")")
    return [TensorType([input.shape[0], weight.shape[0]])]
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Linear.forward(
      input: inputs[0], weight: inputs[1], bias: hasBias ? inputs[2] : nil, output: outputs[0],
      context: context)
  }

  func differentiate(_ gradients: Differentiation) {
    let (input, weight, dy) = (gradients.inputs[0], gradients.inputs[1], gradients.outputGradient)
    gradients.add(gradients.graph.apply(LinearInputGradient(), dy, weight), to: 0)
    gradients.accumulate(LinearWeightGradient(), [dy, input], to: 1)
    if hasBias { gradients.accumulate(BiasGradient(), [dy], to: 2) }
  }

  func work(inputs: [TensorType], outputs: [TensorType]) -> Work {
    productWork(inputs, outputs, flops: 2 * Double(outputs[0].count) * Double(inputs[0].shape[1]))
  }
}

/// outputGradient [rows, outputs] · weight [outputs, inputs].
struct LinearInputGradient: TensorOperation {
  var name: String { "linear_input_gradient" }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    [TensorType([inputs[0].shape[0], inputs[1].shape[1]])]
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try MatrixProduct.forward(a: inputs[0], b: inputs[1], output: outputs[0], context: context)
  }

  func differentiate(_ gradients: Differentiation) {
    let (dy, weight, g) = (gradients.inputs[0], gradients.inputs[1], gradients.outputGradient)
    gradients.add(gradients.graph.apply(LinearOperation(hasBias: false), g, weight), to: 0)
    gradients.accumulate(LinearWeightGradient(), [dy, g], to: 1)
  }

  func work(inputs: [TensorType], outputs: [TensorType]) -> Work {
    productWork(inputs, outputs, flops: 2 * Double(outputs[0].count) * Double(inputs[0].shape[1]))
  }
}

/// Adds outputGradientᵀ · input, of inputs [outputs, inputs] (the sum), [rows, outputs] and [rows, inputs].
struct LinearWeightGradient: AccumulatingOperation {
  var name: String { "linear_weight_gradient" }

  /// Rows from which on a product of its own costs little more than its share of a joined one.
  private static let manyRows = 1024

  func joins(_ inputs: [TensorType]) -> Bool { inputs[0].shape[0] < Self.manyRows }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try MatrixProduct.forward(
      a: inputs[1], b: inputs[2], output: outputs[0], transposeA: true, accumulate: true, context: context)
  }

  func work(inputs: [TensorType], outputs: [TensorType]) -> Work {
    productWork(inputs, outputs, flops: 2 * Double(outputs[0].count) * Double(inputs[1].shape[0]))
  }
}

/// Adds the sum over all axes but the last.
struct BiasGradient: AccumulatingOperation {
  var name: String { "bias_gradient" }

  private static let manyRows = 1024

  func joins(_ inputs: [TensorType]) -> Bool { inputs[0].count / inputs[0].shape.last! < Self.manyRows }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    let channels = outputs[0].count
    return try Reduction.columnSum(
      input: inputs[1].reshaped([inputs[1].count / channels, channels]), output: outputs[0], accumulate: true,
      context: context)
  }
}

/// Operands and results once each, and the products' arithmetic.
func productWork(_ inputs: [TensorType], _ outputs: [TensorType], flops: Double) -> Work {
  Work(flops: flops, bytes: Double((inputs + outputs).reduce(0) { $0 + $1.byteCount }))
}

extension Tensor {
  /// self · weightᵀ + bias. Shapes: self [rows, inputs], weight [outputs, inputs], bias [outputs] → [rows, outputs].
  package func linear(_ weight: Tensor, bias: Tensor? = nil) -> Tensor {
    graph.add(LinearOperation(hasBias: bias != nil), [self, weight] + (bias.map { [$0] } ?? []))[0]
  }
}
