import Device
import Operations

/// A pointwise expression of tensors that broadcast to `shape`.
struct Pointwise: TensorOperation {
  let expression: PointwiseExpression
  let shape: [Int]

  var name: String { expression.name }

  var memory: MemoryUse { .reuses(inputs: Array(0..<expression.inputCount), output: 0) }

  static func constant(_ value: Float, shape: [Int]) -> Pointwise {
    Pointwise(expression: PointwiseExpression(.constant(value)), shape: shape)
  }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    for input in inputs {
      precondition(
        Broadcast.shape(input.shape, shape) == shape,
        "\(name): \(inputs) do not broadcast to \(shape)")
    }
    return [TensorType(shape)]
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try expression.launches(inputs: inputs, output: outputs[0], context: context)
  }

  /// Only for a single function; chains are fused after differentiation.
  func differentiate(_ gradients: Differentiation) {
    precondition(expression.steps.count == 1, "the derivative of a chain of functions, \(name)")
    let dy = gradients.outputGradient
    let (x, y) = (gradients.inputs, gradients.outputs[0])
    func add(_ gradient: @autoclosure () -> Tensor, to index: Int) {
      gradients.add(gradient().summed(to: x[index].shape), to: index)
    }
    switch expression.steps[0].function {
    case .constant, .sign: break
    case .add:
      add(dy, to: 0)
      add(dy, to: 1)
    case .subtract:
      add(dy, to: 0)
      add(-dy, to: 1)
    case .multiply:
      add(dy * x[1], to: 0)
      add(dy * x[0], to: 1)
    case .divide:
      add(dy / x[1], to: 0)
      add(-(dy * y / x[1]), to: 1)
    case .activationGradient, .activationGradientFromOutput, .clampGradient:
      preconditionFailure("\(name) has no derivative")
    case .activation(let activation):
      gradients.add(
        activation.hasOutputForm
          ? dy.gated(by: activation, value: y)
          : Tensor.pointwise(.activationGradient(activation), x[0], dy), to: 0)
    case .affine(let scale, _): add(scale * dy, to: 0)
    case .square: add(2 * (x[0] * dy), to: 0)
    case .squareRoot: add(0.5 * (dy / y), to: 0)
    case .exponential: add(dy * y, to: 0)
    case .logarithm: add(dy / x[0], to: 0)
    case .absolute: add(dy * Tensor.pointwise(.sign, x[0]), to: 0)
    case .clamp(let low, let high):
      add(Tensor.pointwise(.clampGradient(low: low, high: high), x[0], dy), to: 0)
    }
  }
}
