import Safetensors

/// A tensor that a checkpoint must hold, with PyTorch's name and shape.
package struct TensorSpecification: Sendable, Equatable {
  package let name: String
  package let shape: [Int]
  package let type: SafetensorsType

  package init(_ name: String, shape: [Int], type: SafetensorsType = .float32) {
    (self.name, self.shape, self.type) = (name, shape, type)
  }

  /// The optimizer's state for this parameter.
  package func state(_ slot: OptimizerSlot) -> TensorSpecification {
    TensorSpecification(OptimizerSlot.prefix + "\(slot.rawValue).\(name)", shape: shape, type: type)
  }
}

/// The kinds of optimizer state of a parameter, with PyTorch's names.
package enum OptimizerSlot: String, Sendable, CaseIterable {
  /// The velocity of stochastic gradient descent with momentum.
  case momentum = "momentum_buffer"
  /// Adam's running mean of the gradients.
  case firstMoment = "exp_avg"
  /// Adam's running mean of the squared gradients.
  case secondMoment = "exp_avg_sq"

  /// The prefix of the names of all optimizer state.
  static let prefix = "optimizer."
}
