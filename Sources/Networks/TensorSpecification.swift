import Safetensors

/// What a checkpoint has to hold under a name: PyTorch's, with its layout as the shape.
package struct TensorSpecification: Sendable, Equatable {
  package let name: String
  package let shape: [Int]
  package let type: SafetensorsType

  package init(_ name: String, shape: [Int], type: SafetensorsType = .float32) {
    (self.name, self.shape, self.type) = (name, shape, type)
  }

  /// What an optimizer keeps for this parameter.
  package func state(_ slot: OptimizerSlot) -> TensorSpecification {
    TensorSpecification(OptimizerSlot.prefix + "\(slot.rawValue).\(name)", shape: shape, type: type)
  }
}

/// What an optimizer keeps for each parameter, by PyTorch's names.
package enum OptimizerSlot: String, Sendable, CaseIterable {
  /// The velocity of stochastic gradient descent with momentum.
  case momentum = "momentum_buffer"
  /// Adam's mean of the gradients.
  case firstMoment = "exp_avg"
  /// Adam's mean of the squared gradients.
  case secondMoment = "exp_avg_sq"

  /// What the names of all optimizer state begin with.
  static let prefix = "optimizer."
}
