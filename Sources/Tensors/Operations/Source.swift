import Device
import Operations

/// A tensor that is in memory before a run begins.
package struct Source: TensorOperation {
  package enum Kind: Hashable, Sendable {
    case input(String)
    case variable(Variable)
    case constant([Float])

    /// The hashed part of a large constant; what is alike in it is told apart by comparing.
    private static let hashedElements = 32

    package func hash(into hasher: inout Hasher) {
      switch self {
      case .input(let name): hasher.combine(name)
      case .variable(let variable): hasher.combine(variable)
      case .constant(let values):
        hasher.combine(values.count)
        hasher.combine(Array(values.prefix(Self.hashedElements)))
      }
    }
  }

  let kind: Kind
  let type: TensorType

  package var source: Kind? { kind }

  package var name: String {
    switch kind {
    case .input(let name): "input \(name)"
    case .variable(let variable): "variable \(variable.name)"
    case .constant: "constant"
    }
  }

  package func outputs(of inputs: [TensorType]) -> [TensorType] { [type] }

  package func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) -> [any Launch]
  { [] }
}

/// Zeros to which an accumulating operation adds.
struct Accumulator: TensorOperation {
  let number: Int
  let type: TensorType

  var name: String { "zeros" }
  var isZeros: Bool { true }

  func outputs(of inputs: [TensorType]) -> [TensorType] { [type] }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Pointwise.constant(0, shape: type.shape).bind(inputs: [], outputs: outputs, context: context)
  }
}
