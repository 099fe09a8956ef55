/// An activation function, with the name that its kernels have.
public enum Activation: String, Sendable, CaseIterable, Codable {
  case relu, elu, tanh, sigmoid, softplus, silu
  /// The approximation with tanh.
  case gelu

  /// Whether the derivative can be computed from the activation's output alone.
  package var hasOutputForm: Bool {
    switch self {
    case .relu, .elu, .tanh, .sigmoid, .softplus: true
    case .silu, .gelu: false
    }
  }
}

/// An activation and its output [any shape]. A gradient is multiplied by the activation's derivative there.
///
/// The activation's `hasOutputForm` must be true.
package typealias ActivationGate = (activation: Activation, output: DeviceArray)
