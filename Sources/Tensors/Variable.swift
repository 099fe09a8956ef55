import Operations

/// Named memory that outlives the runs of executables: a parameter, or other state such as running averages.
package final class Variable: Hashable, Sendable, CustomStringConvertible {
  package enum Role: Hashable, Sendable {
    /// A trained variable; `decays` tells whether weight decay may apply.
    case parameter(decays: Bool)
    /// A variable that is not trained.
    case state
  }

  package let name: String
  package let shape: [Int]
  package let role: Role

  package init(_ name: String, shape: [Int], role: Role) {
    self.name = name
    self.shape = shape
    self.role = role
  }

  package var isParameter: Bool { role != .state }
  package var type: TensorType { TensorType(shape) }
  package var description: String { "\(name) \(shape)" }

  package static func == (a: Variable, b: Variable) -> Bool { a === b }
  package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
