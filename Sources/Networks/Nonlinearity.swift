/// The activation after a layer, as far as the layer's initial weights depend on it.
public enum Nonlinearity: Sendable, Equatable {
  case linear
  case sigmoid
  case tanh
  case relu
  case leakyReLU(negativeSlope: Double)
  case selu

  /// The factor by which the activation scales initial weights: PyTorch's `calculate_gain`. For ReLU and
  /// leaky ReLU see He et al. 2015, equations 10 and 15.
  package var gain: Double {
    switch self {
    case .linear, .sigmoid: 1
    case .tanh: 5.0 / 3
    case .relu: 2.0.squareRoot()
    case .leakyReLU(let slope): (2 / (1 + slope * slope)).squareRoot()
    case .selu: 0.75
    }
  }
}
