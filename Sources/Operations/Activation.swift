/// An activation function, named as its kernels are.
package enum Activation: String, Sendable, CaseIterable {
  case relu, elu, tanh, sigmoid, softplus, silu
  /// The form with tanh.
  case gelu

  /// Whether the derivative can be had from the activation's output alone.
  package var hasOutputForm: Bool {
    switch self {
    case .relu, .elu, .tanh, .sigmoid, .softplus: true
    case .silu, .gelu: false
    }
  }
}
