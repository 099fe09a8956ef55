import Operations

/// Memory with a name that outlives the runs of executables: a parameter, or other state as running averages are.
package final class Variable: Hashable, Sendable, CustomStringConvertible {
  package enum Role: Hashable, Sendable {
    /// Trained; `decays` says whether weight decay may apply.
    case parameter(decays: Bool)
    /// Not trained.
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
