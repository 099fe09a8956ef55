/// A function of one or more numbers, applied element by element.
package enum PointwiseFunction: Hashable, Sendable {
  case constant(Float)
  case add, subtract, multiply, divide
  case activation(Activation)
  /// f′(x) · dy of x and dy, for activations whose derivative cannot be computed from their output.
  case activationGradient(Activation)
  /// f′ · dy of y = f(x) and dy, for activations whose derivative can be computed from their output.
  case activationGradientFromOutput(Activation)
  /// scale · x + shift.
  case affine(scale: Float, shift: Float)
  case square, squareRoot, exponential, logarithm, absolute, sign
  case clamp(low: Float, high: Float)
  /// dy where low < x < high (or inside a single bound), 0 elsewhere; of x and dy.
  case clampGradient(low: Float, high: Float)

  /// The number of operands.
  package var operands: Int {
    switch self {
    case .constant: 0
    case .add, .subtract, .multiply, .divide, .activationGradient, .activationGradientFromOutput,
      .clampGradient:
      2
    default: 1
    }
  }

  /// A name for reports.
  package var name: String {
    switch self {
    case .constant: "constant"
    case .add: "add"
    case .subtract: "subtract"
    case .multiply: "multiply"
    case .divide: "divide"
    case .activation(let activation): activation.rawValue
    case .activationGradient(let activation), .activationGradientFromOutput(let activation):
      "\(activation.rawValue)_backward"
    case .affine: "affine"
    case .square: "square"
    case .squareRoot: "square_root"
    case .exponential: "exponential"
    case .logarithm: "logarithm"
    case .absolute: "absolute"
    case .sign: "sign"
    case .clamp: "clamp"
    case .clampGradient: "clamp_backward"
    }
  }

  /// The function in OpenCL C. The operands are expressions of type floatv.
  func source(_ x: [String]) -> String {
    switch self {
    case .constant(let value): "(floatv)(\(value.openCLSource))"
    case .add: "\(x[0]) + \(x[1])"
    case .subtract: "\(x[0]) - \(x[1])"
    case .multiply: "\(x[0]) * \(x[1])"
    case .divide: "\(x[0]) / \(x[1])"
    case .activation(let activation): "\(activation.rawValue)_value(\(x[0]))"
    case .activationGradient(let activation): "\(x[1]) * \(activation.rawValue)_derivative(\(x[0]))"
    case .activationGradientFromOutput(let activation):
      "\(x[1]) * \(activation.rawValue)_output_derivative(\(x[0]))"
    case .affine(let scale, let shift):
      shift == 0
        ? "\(scale.openCLSource) * \(x[0])" : "\(scale.openCLSource) * \(x[0]) + \(shift.openCLSource)"
    case .square: "\(x[0]) * \(x[0])"
    case .squareRoot: "sqrt(\(x[0]))"
    case .exponential: "exponential(\(x[0]))"
    case .logarithm: "log(\(x[0]))"
    case .absolute: "fabs(\(x[0]))"
    case .sign: "SELECT(\(x[0]) > 0, 1.0f, SELECT(\(x[0]) < 0, -1.0f, \(x[0])))"
    case .clamp(let low, let high):
      "SELECT(\(x[0]) < \(low.openCLSource), \(low.openCLSource), SELECT(\(x[0]) > \(high.openCLSource), \(high.openCLSource), \(x[0])))"
    case .clampGradient(let low, let high):
      "SELECT(\(x[0]) < \(low.openCLSource), 0.0f, SELECT(\(x[0]) > \(high.openCLSource), 0.0f, \(x[1])))"
    }
  }
}

extension Float {
  /// The number in OpenCL C, exact to the last bit.
  package var openCLSource: String {
    if isNaN { return "NAN" }
    if isInfinite { return self < 0 ? "-INFINITY" : "INFINITY" }
    return "as_float(0x\(String(bitPattern, radix: 16))u)"
  }
}
