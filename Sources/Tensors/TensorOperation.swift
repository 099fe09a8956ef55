import Device
import Operations

/// An operation of a graph: the types of its outputs, its launches, and its derivative.
///
/// Equal operations applied to the same tensors become one node, so everything that distinguishes two
/// operations must be a stored property.
package protocol TensorOperation: Hashable, Sendable {
  /// The name for messages and reports.
  var name: String { get }

  /// The types of the outputs for inputs of these types. Stops the program if the inputs do not fit.
  func outputs(of inputs: [TensorType]) -> [TensorType]

  /// Whether input `index` may have this element type. By default only float32 is allowed.
  func takes(_ element: ElementType, at index: Int) -> Bool

  /// The launches that compute `outputs` from `inputs`.
  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch]

  /// Adds to `gradients` the gradients of those inputs for which they are wanted, given the outputs'
  /// gradients.
  func differentiate(_ gradients: Differentiation)

  /// The relation between the memory of outputs and inputs.
  var memory: MemoryUse { get }

  /// The kind of memory that holds the output before a run begins; nil if the output is computed.
  var source: Source.Kind? { get }

  /// Whether its output is zeros, so that it needs no launch if the memory holds zeros already.
  var isZeros: Bool { get }

  /// The minimum work of the operation.
  func work(inputs: [TensorType], outputs: [TensorType]) -> Work
}

/// The use of an input's memory by an operation's output.
package enum MemoryUse: Hashable, Sendable {
  /// No output overlaps an input.
  case separate
  /// Output `output` may overwrite any of `inputs` that has the same size, because each element is read
  /// before it is written.
  case reuses(inputs: [Int], output: Int)
  /// Outputs 0, 1, … are the inputs number `inputs`, added to in place.
  case accumulates(inputs: [Int])
  /// Outputs number `outputs` may overwrite inputs number `inputs`, pair by pair.
  case updates(inputs: [Int], outputs: [Int])
  /// Output 0 is input 0 from an element on. It needs no launch if memory allows a view.
  case view(elementOffset: Int)
  /// Output 0 is all inputs concatenated along an axis. An input that was computed in place needs no launch.
  case joins(axis: Int)
}

extension TensorOperation {
  /// A key for comparing operations of different types.
  var key: AnyHashable { AnyHashable(self) }

  package func takes(_ element: ElementType, at index: Int) -> Bool { element == .float32 }

  package var memory: MemoryUse { .separate }

  package var source: Source.Kind? { nil }

  package var isZeros: Bool { false }

  /// By default, every input is read once and every output written once.
  package func work(inputs: [TensorType], outputs: [TensorType]) -> Work {
    Work(bytes: Double((inputs + outputs).reduce(0) { $0 + $1.byteCount }))
  }

  /// For operations of which no gradient is ever wanted.
  package func differentiate(_ gradients: Differentiation) {
    preconditionFailure("\(name) has no derivative")
  }
}
