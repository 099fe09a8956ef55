import Device

/// The operation applied to each element of a product's output when its sum is complete, or of a
/// normalization's output.
enum ProductEpilogue {
  /// Replaces the element by f(element).
  case activation(Activation)
  /// Multiplies the element by f′, where `output`, in the layout of the product's output, holds the output of
  /// f. This passes a gradient back through the activation before a layer.
  case gate(ActivationGate)

  /// The macros for `epilogue.cl`.
  private var macros: [String: String] {
    switch self {
    case .activation(let activation): ["ACTIVATION": "\(activation.rawValue)_value"]
    case .gate(let gate): ["GATE": "\(gate.activation.rawValue)_output_derivative"]
    }
  }

  /// The kernel program that ends with `files`, whose results have this epilogue. Normalizations have no
  /// gate.
  static func program(_ files: [String], macros: [String: String], epilogue: ProductEpilogue?) -> Program {
    guard let epilogue else { return Program(["epilogue"] + files, macros: macros) }
    return Program(
      ["exponential", "activation", "epilogue"] + files, macros: macros.merging(epilogue.macros) { $1 })
  }

  /// The last argument of every product's kernel, which only a gate reads.
  static func gateArgument(_ epilogue: ProductEpilogue?, output: DeviceArray) -> Argument {
    if case .gate(let gate) = epilogue { return .array(gate.output) }
    return .array(output)
  }

  /// The epilogue as separate launches, in place, after a product that was computed without it.
  func launches(on output: DeviceArray, context: OperationContext) throws -> [any Launch] {
    switch self {
    case .activation(let activation):
      try PointwiseExpression(.activation(activation)).launches(
        inputs: [output], output: output, context: context)
    case .gate(let gate):
      try PointwiseExpression(.activationGradientFromOutput(gate.activation)).launches(
        inputs: [gate.output, output], output: output, context: context)
    }
  }
}
