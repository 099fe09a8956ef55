import Environments

/// An action that a worker takes.
package protocol WorkerAction: Sendable {
  /// Writes the action to the memory that a worker reads.
  func write(to memory: UnsafeMutableRawPointer)

  /// The kind of actions, in words.
  static var kind: String { get }

  /// Whether a worker's actions are of this kind.
  static func suits(_ actions: EnvironmentSpecification.Actions) -> Bool

  /// Stops the program if this is not a valid action.
  func check(_ actions: EnvironmentSpecification.Actions)
}

extension Int: WorkerAction {
  package func write(to memory: UnsafeMutableRawPointer) {
    memory.storeBytes(of: Int64(self), as: Int64.self)
  }

  package static var kind: String { "a choice of actions" }

  package static func suits(_ actions: EnvironmentSpecification.Actions) -> Bool {
    if case .discrete = actions { true } else { false }
  }

  package func check(_ actions: EnvironmentSpecification.Actions) {
    guard case .discrete(let count, _) = actions, (0..<count).contains(self) else {
      preconditionFailure("action \(self) of \(actions)")
    }
  }
}

extension [Float]: WorkerAction {
  package func write(to memory: UnsafeMutableRawPointer) {
    withUnsafeBytes { memory.copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
  }

  package static var kind: String { "actions that are numbers within bounds" }

  package static func suits(_ actions: EnvironmentSpecification.Actions) -> Bool {
    if case .continuous = actions { true } else { false }
  }

  package func check(_ actions: EnvironmentSpecification.Actions) {
    guard case .continuous(let low, _) = actions, low.count == count else {
      preconditionFailure("an action of \(count) numbers for \(actions)")
    }
  }
}
