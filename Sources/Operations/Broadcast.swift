import Device

/// Binary operations on arrays that are broadcast against each other as NumPy does it.
///
/// Shapes: a, b [any two that broadcast] → output [their common shape]. At most six axes may be left once
/// neighbouring axes are merged that neither operand tells apart.
package enum Broadcast {
  package enum Operation: String, Sendable, CaseIterable {
    case add, subtract, multiply, divide
  }

  /// The shape that two arrays broadcast to; nil where they do not.
  package static func shape(_ a: [Int], _ b: [Int]) -> [Int]? { BroadcastShape.common(a, b) }

  /// Whether kernels can broadcast operands of these shapes to `output`: at most six axes are left once they are merged.
  package static func isCountable(_ output: [Int], operands: [[Int]]) -> Bool {
    BroadcastShape(output: output, operands: operands) != nil
  }

  /// output = a ∘ b; the output may be an operand of its own shape.
  package static func forward(
    _ operation: Operation, a: DeviceArray, b: DeviceArray, output: DeviceArray, context: OperationContext
  ) throws -> [any Launch] {
    try binary(operation.rawValue, a, b, output, context: context)
  }

  /// Assigns the gradients that are wanted: outputGradient [output's shape] times the derivative, summed over the
  /// axes along which the operand was repeated.
  package static func backward(
    _ operation: Operation, a: DeviceArray, b: DeviceArray, outputGradient: DeviceArray,
    aGradient: DeviceArray?, bGradient: DeviceArray?, context: OperationContext
  ) throws -> [any Launch] {
    var launches: [any Launch] = []
    if let aGradient {
      switch operation {
      case .add, .subtract:
        launches += try fold(outputGradient, into: aGradient, context: context)
      case .multiply, .divide:
        launches += try foldProduct(operation.rawValue, outputGradient, b, into: aGradient, context: context)
      }
    }
    if let bGradient {
      switch operation {
      case .add: launches += try fold(outputGradient, into: bGradient, context: context)
      case .subtract: launches += try fold(outputGradient, into: bGradient, scale: -1, context: context)
      case .multiply:
        launches += try foldProduct("multiply", outputGradient, a, into: bGradient, context: context)
      case .divide:
        let slope = try context.makeArray(outputGradient.shape)
        launches += try binary("divide_slope", a, b, slope, context: context)
        launches += try foldProduct("multiply", outputGradient, slope, into: bGradient, context: context)
      }
    }
    return launches
  }

  /// output = scale · input, repeated along the axes where the input has size 1 or none.
  package static func expand(
    input: DeviceArray, output: DeviceArray, scale: Float = 1, context: OperationContext
  ) throws -> [any Launch] {
    guard let shape = BroadcastShape(output: output.shape, operands: [input.shape]) else {
      preconditionFailure("expand: \(input.shape) to \(output.shape)")
    }
    let numbers = [output.count] + shape.sizes + shape.strides[0]
    return [
      try context.launchFlat(
        "expand", in: "broadcast", after: [],
        [.array(input), .array(output), .float(scale)] + numbers.map(Argument.int), count: output.count)
    ]
  }

  // MARK: Launches

  /// gradient = scale · full, summed over the axes that the gradient lacks.
  private static func fold(
    _ full: DeviceArray, into gradient: DeviceArray, scale: Float = 1, context: OperationContext
  ) throws -> [any Launch] {
    let axes = BroadcastShape.repeatedAxes(of: gradient.shape, in: full.shape)
    return try Reduction.sum(input: full, axes: axes, output: gradient, scale: scale, context: context)
  }

  /// gradient = outputGradient ∘ operand, summed over the axes that the gradient lacks.
  private static func foldProduct(
    _ kernel: String, _ outputGradient: DeviceArray, _ operand: DeviceArray, into gradient: DeviceArray,
    context: OperationContext
  ) throws -> [any Launch] {
    if gradient.count == outputGradient.count {
      return try binary(
        kernel, outputGradient, operand, gradient.reshaped(outputGradient.shape), context: context)
    }
    let full = try context.makeArray(outputGradient.shape)
    return try binary(kernel, outputGradient, operand, full, context: context)
      + fold(full, into: gradient, context: context)
  }

  private static func binary(
    _ kernel: String, _ a: DeviceArray, _ b: DeviceArray, _ output: DeviceArray, context: OperationContext
  ) throws -> [any Launch] {
    guard let shape = BroadcastShape(output: output.shape, operands: [a.shape, b.shape]) else {
      preconditionFailure("\(kernel): \(a.shape) and \(b.shape) to \(output.shape)")
    }
    let numbers = [output.count] + shape.sizes + shape.strides.flatMap { $0 }
    return [
      try context.launchFlat(
        kernel, in: "broadcast", after: [],
        [.array(a), .array(b), .array(output)] + numbers.map(Argument.int), count: output.count)
    ]
  }

  static let definitions = Operation.allCases.map { operation in
    OperationDefinition(operation.rawValue) { binder in
      let a = try binder.input("a")
      let b = try binder.input("b")
      guard let shape = shape(a.shape, b.shape) else {
        throw binder.mismatch("\"a\" of shape \(a.shape) and \"b\" of \(b.shape) do not broadcast")
      }
      try binder.require(
        BroadcastShape(output: shape, operands: [a.shape, b.shape]) != nil,
        "\"a\" of shape \(a.shape) and \"b\" of \(b.shape) broadcast in more than six ways")
      let output = try binder.output("output", shape)
      let bytes = Double(a.count + b.count + output.count) * 4
      binder.forward(
        try forward(operation, a: a, b: b, output: output, context: binder.context), work: Work(bytes: bytes))
      if binder.differentiates {
        binder.backward(
          try backward(
            operation, a: a, b: b, outputGradient: binder.cotangent(), aGradient: binder.gradient("a"),
            bGradient: binder.gradient("b"), context: binder.context), work: Work(bytes: 2 * bytes))
      }
    }
  }
}
