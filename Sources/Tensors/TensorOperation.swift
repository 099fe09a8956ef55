import Device
import Operations

/// An operation of a graph: the types of its outputs, its launches, and its derivative.
///
/// Equal operations applied to the same tensors are one node: whatever tells two apart is a stored property.
package protocol TensorOperation: Hashable, Sendable {
  /// For messages and reports.
  var name: String { get }

  /// The types of the outputs for inputs of these types. Stops the program where they do not fit.
  func outputs(of inputs: [TensorType]) -> [TensorType]

  /// Whether input number `index` may have elements of this type; only float32 where an operation says no more.
  func takes(_ element: ElementType, at index: Int) -> Bool

  /// The launches that compute `outputs` from `inputs`.
  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch]

  /// Adds to `gradients` what the outputs' gradients mean for the inputs whose gradients are wanted.
  func differentiate(_ gradients: Differentiation)

  /// How the memory of outputs and inputs hangs together.
  var memory: MemoryUse { get }

  /// Where its output stands before a run begins; nil where it is computed.
  var source: Source.Kind? { get }

  /// Whether its output is zeros, for which nothing is launched where memory holds them already.
  var isZeros: Bool { get }

  /// What running it costs at least.
  func work(inputs: [TensorType], outputs: [TensorType]) -> Work
}

/// How an operation's output uses the memory of an input.
package enum MemoryUse: Hashable, Sendable {
  /// All outputs lie apart from all inputs.
  case separate
  /// Output number `output` may take the place of any of `inputs` that has its size, each element being read
  /// before it is written.
  case reuses(inputs: [Int], output: Int)
  /// Outputs 0, 1, … are inputs number `inputs` with something added in their places.
  case accumulates(inputs: [Int])
  /// Outputs number `outputs` may take the places of inputs number `inputs`, pair by pair.
  case updates(inputs: [Int], outputs: [Int])
  /// Output 0 is input 0 from an element on: nothing is launched where memory allows it.
  case view(elementOffset: Int)
  /// Output 0 is all inputs one after another along an axis: nothing is launched for an input that was computed there.
  case joins(axis: Int)
}

extension TensorOperation {
  /// For comparison with operations of other types.
  var key: AnyHashable { AnyHashable(self) }

  package func takes(_ element: ElementType, at index: Int) -> Bool { element == .float32 }

  package var memory: MemoryUse { .separate }

  package var source: Source.Kind? { nil }

  package var isZeros: Bool { false }

  /// Every input read once and every output written once.
  package func work(inputs: [TensorType], outputs: [TensorType]) -> Work {
    Work(bytes: Double((inputs + outputs).reduce(0) { $0 + $1.byteCount }))
  }

  /// For operations that no gradient is wanted of.
  package func differentiate(_ gradients: Differentiation) {
    preconditionFailure("\(name) has no derivative")
  }
}
