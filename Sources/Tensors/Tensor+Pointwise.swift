import Operations

/// Operations element by element, whose operands broadcast by NumPy's rule.
extension Tensor {
  static func pointwise(_ function: PointwiseFunction, _ operands: Tensor...) -> Tensor {
    var shape = operands[0].shape
    for operand in operands.dropFirst() {
      guard let common = Broadcast.shape(shape, operand.shape) else {
        preconditionFailure("\(function.name): shapes \(shape) and \(operand.shape) do not broadcast")
      }
      shape = common
    }
    return operands[0].graph.add(
      Pointwise(expression: PointwiseExpression(function), shape: shape), operands)[0]
  }

  package static func + (a: Tensor, b: Tensor) -> Tensor { pointwise(.add, a, b) }
  package static func - (a: Tensor, b: Tensor) -> Tensor { pointwise(.subtract, a, b) }
  package static func * (a: Tensor, b: Tensor) -> Tensor { pointwise(.multiply, a, b) }
  package static func / (a: Tensor, b: Tensor) -> Tensor { pointwise(.divide, a, b) }

  package static func * (a: Float, b: Tensor) -> Tensor { b.affine(scale: a) }
  package static func + (a: Tensor, b: Float) -> Tensor { a.affine(shift: b) }
  package static func - (a: Tensor, b: Float) -> Tensor { a.affine(shift: -b) }
  package static prefix func - (a: Tensor) -> Tensor { a.affine(scale: -1) }

  /// scale · self + shift.
  package func affine(scale: Float = 1, shift: Float = 0) -> Tensor {
    scale == 1 && shift == 0 ? self : .pointwise(.affine(scale: scale, shift: shift), self)
  }

  package func activated(by activation: Activation) -> Tensor { .pointwise(.activation(activation), self) }

  /// self · f′, where `value` is the output of the activation f: passes a gradient back through the
  /// activation, whose derivative must follow from its output.
  package func gated(by activation: Activation, value: Tensor) -> Tensor {
    .pointwise(.activationGradientFromOutput(activation), value, self)
  }

  package func squared() -> Tensor { .pointwise(.square, self) }
  package func squareRoot() -> Tensor { .pointwise(.squareRoot, self) }
  package func exponential() -> Tensor { .pointwise(.exponential, self) }
  /// The natural logarithm.
  package func logarithm() -> Tensor { .pointwise(.logarithm, self) }
  package func absolute() -> Tensor { .pointwise(.absolute, self) }

  /// The elements clamped to `low` and `high`. The gradient passes only through elements that are not
  /// clamped.
  package func clamped(low: Float = -.infinity, high: Float = .infinity) -> Tensor {
    .pointwise(.clamp(low: low, high: high), self)
  }
}
