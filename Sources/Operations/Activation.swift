/// An activation function, named as its kernels are.
package enum Activation: String, Sendable, CaseIterable, Codable {
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

/// An activation and what it gave, [any]: multiplies a gradient by the activation's derivative there.
///
/// The activation must have a derivative that its output alone gives (`hasOutputForm`).
package typealias ActivationGate = (activation: Activation, output: DeviceArray)
