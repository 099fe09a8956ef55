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

  /// The sum.
  public static func + (a: Tensor, b: Tensor) -> Tensor { pointwise(.add, a, b) }
  /// The difference.
  public static func - (a: Tensor, b: Tensor) -> Tensor { pointwise(.subtract, a, b) }
  /// The product, element by element.
  public static func * (a: Tensor, b: Tensor) -> Tensor { pointwise(.multiply, a, b) }
  /// The quotient.
  public static func / (a: Tensor, b: Tensor) -> Tensor { pointwise(.divide, a, b) }

  /// Every element `a` times.
  public static func * (a: Float, b: Tensor) -> Tensor { b.affine(scale: a) }
  /// `b` added to every element.
  public static func + (a: Tensor, b: Float) -> Tensor { a.affine(shift: b) }
  /// `b` taken from every element.
  public static func - (a: Tensor, b: Float) -> Tensor { a.affine(shift: -b) }
  /// The negative.
  public static prefix func - (a: Tensor) -> Tensor { a.affine(scale: -1) }

  /// scale · self + shift.
  public func affine(scale: Float = 1, shift: Float = 0) -> Tensor {
    scale == 1 && shift == 0 ? self : .pointwise(.affine(scale: scale, shift: shift), self)
  }

  /// The activation of every element.
  public func activated(by activation: Activation) -> Tensor { .pointwise(.activation(activation), self) }

  /// self · f′, where `value` is the output of the activation f: passes a gradient back through the
  /// activation, whose derivative must follow from its output.
  package func gated(by activation: Activation, value: Tensor) -> Tensor {
    .pointwise(.activationGradientFromOutput(activation), value, self)
  }

  /// The square of every element.
  public func squared() -> Tensor { .pointwise(.square, self) }
  /// The square root of every element.
  public func squareRoot() -> Tensor { .pointwise(.squareRoot, self) }
  /// e to the power of every element.
  public func exponential() -> Tensor { .pointwise(.exponential, self) }
  /// The natural logarithm.
  public func logarithm() -> Tensor { .pointwise(.logarithm, self) }
  /// The absolute value of every element.
  public func absolute() -> Tensor { .pointwise(.absolute, self) }

  /// The elements clamped to `low` and `high`. The gradient passes only through elements that are not
  /// clamped.
  public func clamped(low: Float = -.infinity, high: Float = .infinity) -> Tensor {
    .pointwise(.clamp(low: low, high: high), self)
  }
}
