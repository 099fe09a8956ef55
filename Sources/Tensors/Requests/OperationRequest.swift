import Operations

/// A value of an operation's attribute, as in a case file.
package enum Attribute: Sendable, Equatable {
  case none
  case bool(Bool)
  case number(Double)
  case numbers([Double])
  case text(String)
}

/// A request of an operation by name, with attributes and the shapes of its inputs in the host's (PyTorch's)
/// layout.
package struct OperationRequest: Sendable {
  package struct Input: Sendable {
    package let shape: [Int]
    package let type: ElementType

    package init(shape: [Int], type: ElementType = .float32) {
      self.shape = shape
      self.type = type
    }
  }

  package let operation: String
  package let attributes: [String: Attribute]
  package let inputs: [String: Input]
  /// The inputs whose gradients are wanted.
  package let differentiated: Set<String>

  package init(
    operation: String, attributes: [String: Attribute] = [:], inputs: [String: Input],
    differentiated: Set<String> = []
  ) {
    self.operation = operation
    self.attributes = attributes
    self.inputs = inputs
    self.differentiated = differentiated
  }
}
