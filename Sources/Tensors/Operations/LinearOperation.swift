import Device
import Operations

/// activation(sum + input · weightᵀ + bias). Inputs: input [rows, inputs], weight [outputs, inputs] and
/// optionally a bias [outputs] or a sum [rows, outputs].
struct LinearOperation: TensorOperation {
  /// The array that the product is added to.
  enum Addend: Hashable {
    case none, bias, sum
  }

  let addend: Addend
  var activation: Activation?

  var name: String { activation.map { "linear_\($0.rawValue)" } ?? "linear" }
  var memory: MemoryUse { addend == .sum ? .accumulates(inputs: [2]) : .separate }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    let (input, weight) = (inputs[0], inputs[1])
    precondition(
      input.shape.count == 2 && weight.shape.count == 2 && input.shape[1] == weight.shape[1]
        && (addend != .bias || inputs[2].shape == [weight.shape[0]]),
      "linear: input \(input), weight \(weight)\(addend == .bias ? ", bias \(inputs[2])" : "")")
    return [TensorType([input.shape[0], weight.shape[0]])]
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Linear.forward(
      input: inputs[0], weight: inputs[1], bias: addend == .bias ? inputs[2] : nil, output: outputs[0],
      activation: activation, accumulate: addend == .sum, context: context)
  }

  /// Sums and activations are merged only after differentiation.
  func differentiate(_ gradients: Differentiation) {
    precondition(activation == nil && addend != .sum, "the derivative of \(name) with an activation")
    let (input, weight, dy) = (gradients.inputs[0], gradients.inputs[1], gradients.outputGradient)
    gradients.add(gradients.graph.apply(LinearInputGradient(), dy, weight), to: 0)
    gradients.accumulate(LinearWeightGradient(), [dy, input], to: 1)
    if addend == .bias { gradients.accumulate(BiasGradient(), [dy], to: 2) }
  }

  func work(inputs: [TensorType], outputs: [TensorType]) -> Work {
    productWork(inputs, outputs, flops: 2 * Double(outputs[0].count) * Double(inputs[0].shape[1]))
  }
}

extension LinearOperation: EpilogueOperation {
  func activated(by activation: Activation) -> (any EpilogueOperation)? {
    self.activation == nil ? LinearOperation(addend: addend, activation: activation) : nil
  }

  func addedTo(_ inputs: [Value], sum: Value) -> (any EpilogueOperation, [Value])? {
    addend == .none && activation == nil ? (LinearOperation(addend: .sum), inputs + [sum]) : nil
  }
}

/// (sum + outputGradient [rows, outputs] · weight [outputs, inputs]) · f′. Inputs: outputGradient, weight and
/// optionally the sum [rows, inputs] and the activation's output f [rows, inputs].
struct LinearInputGradient: TensorOperation {
  var hasSum = false
  var gate: Activation?

  var name: String { gate.map { "linear_input_gradient_\($0.rawValue)" } ?? "linear_input_gradient" }
  var memory: MemoryUse { hasSum ? .accumulates(inputs: [2]) : .separate }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    [TensorType([inputs[0].shape[0], inputs[1].shape[1]])]
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Linear.inputGradient(
      outputGradient: inputs[0], weight: inputs[1], inputGradient: outputs[0],
      gate: gate.map { ($0, inputs.last!) }, accumulate: hasSum, context: context)
  }

  func differentiate(_ gradients: Differentiation) {
    precondition(gate == nil && !hasSum, "the derivative of \(name) with a gate")
    let (dy, weight, g) = (gradients.inputs[0], gradients.inputs[1], gradients.outputGradient)
    gradients.add(gradients.graph.apply(LinearOperation(addend: .none), g, weight), to: 0)
    gradients.accumulate(LinearWeightGradient(), [dy, g], to: 1)
  }

  func work(inputs: [TensorType], outputs: [TensorType]) -> Work {
    productWork(inputs, outputs, flops: 2 * Double(outputs[0].count) * Double(inputs[0].shape[1]))
  }
}

extension LinearInputGradient: EpilogueOperation {
  func gated(by activation: Activation, _ inputs: [Value], value: Value) -> (any EpilogueOperation, [Value])?
  {
    gate == nil ? (LinearInputGradient(hasSum: hasSum, gate: activation), inputs + [value]) : nil
  }

  func addedTo(_ inputs: [Value], sum: Value) -> (any EpilogueOperation, [Value])? {
    !hasSum && gate == nil ? (LinearInputGradient(hasSum: true), inputs + [sum]) : nil
  }
}

/// Adds outputGradientᵀ · input. Inputs: the sum [outputs, inputs], outputGradient [rows, outputs] and input
/// [rows, inputs].
struct LinearWeightGradient: AccumulatingOperation {
  var name: String { "linear_weight_gradient" }

  /// The number of rows above which a separate product costs little more than its share of a joined one.
  fileprivate static let manyRows = 1024

  func joins(_ inputs: [TensorType]) -> Bool { inputs[0].shape[0] < Self.manyRows }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Linear.parameterGradients(
      Linear.ParameterGradients(
        input: inputs[2], outputGradient: inputs[1], weightGradient: outputs[0], biasGradient: nil),
      context: context)
  }

  func work(inputs: [TensorType], outputs: [TensorType]) -> Work {
    productWork(inputs, outputs, flops: 2 * Double(outputs[0].count) * Double(inputs[1].shape[0]))
  }
}

/// Adds the sum over all axes but the last.
struct BiasGradient: AccumulatingOperation {
  var name: String { "bias_gradient" }

  func joins(_ inputs: [TensorType]) -> Bool {
    inputs[0].count / inputs[0].shape.last! < LinearWeightGradient.manyRows
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    let channels = outputs[0].count
    return try Reduction.columnSum(
      input: inputs[1].reshaped([inputs[1].count / channels, channels]), output: outputs[0], accumulate: true,
      context: context)
  }
}

/// The gradients of a weight and a bias from the same outputGradient: adds outputGradientᵀ · input, and the
/// sum of outputGradient's rows. Inputs: the sums [outputs, inputs] and [outputs], outputGradient [rows,
/// outputs] and input [rows, inputs].
struct LinearParameterGradients: TensorOperation {
  var name: String { "linear_parameter_gradients" }
  var memory: MemoryUse { .accumulates(inputs: [0, 1]) }

  func outputs(of inputs: [TensorType]) -> [TensorType] { [inputs[0], inputs[1]] }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Linear.parameterGradients(
      Linear.ParameterGradients(
        input: inputs[3], outputGradient: inputs[2], weightGradient: outputs[0], biasGradient: outputs[1]),
      context: context)
  }

  func work(inputs: [TensorType], outputs: [TensorType]) -> Work {
    productWork(inputs, outputs, flops: 2 * Double(outputs[0].count) * Double(inputs[2].shape[0]))
  }
}

/// The gradients of the parameters of several layers. Inputs: the sums of all layers (of the weight and, if
/// it has one, of the bias), then outputGradient and input of each layer.
struct GroupedParameterGradients: TensorOperation {
  /// Whether each layer has a bias.
  let hasBias: [Bool]

  var name: String { "linear_parameter_gradients" }
  private var sums: Int { hasBias.reduce(0) { $0 + ($1 ? 2 : 1) } }
  var memory: MemoryUse { .accumulates(inputs: Array(0..<sums)) }

  func outputs(of inputs: [TensorType]) -> [TensorType] { Array(inputs.prefix(sums)) }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    var (layers, next) = ([Linear.ParameterGradients](), 0)
    for (index, hasBias) in hasBias.enumerated() {
      layers.append(
        Linear.ParameterGradients(
          input: inputs[sums + 2 * index + 1], outputGradient: inputs[sums + 2 * index],
          weightGradient: outputs[next], biasGradient: hasBias ? outputs[next + 1] : nil))
      next += hasBias ? 2 : 1
    }
    return try Linear.parameterGradients(layers, context: context)
  }

  func work(inputs: [TensorType], outputs: [TensorType]) -> Work {
    var (flops, next) = (0.0, 0)
    for (index, hasBias) in hasBias.enumerated() {
      flops += 2 * Double(inputs[next].count) * Double(inputs[sums + 2 * index].shape[0])
      next += hasBias ? 2 : 1
    }
    return productWork(inputs, outputs, flops: flops)
  }
}

/// The work of a product: its arithmetic, and operands and results counted once each.
func productWork(_ inputs: [TensorType], _ outputs: [TensorType], flops: Double) -> Work {
  Work(flops: flops, bytes: Double((inputs + outputs).reduce(0) { $0 + $1.byteCount }))
}

extension Tensor {
  /// self · weightᵀ + bias. Shapes: self [rows, inputs], weight [outputs, inputs], bias [outputs] → [rows,
  /// outputs].
  package func linear(_ weight: Tensor, bias: Tensor? = nil) -> Tensor {
    graph.add(
      LinearOperation(addend: bias == nil ? .none : .bias), [self, weight] + (bias.map { [$0] } ?? []))[0]
  }
}
