import Operations

/// A value of a graph, which an operation computes when the graph runs.
///
/// Tensors are symbolic: calling an operation on them adds to their graph and computes nothing. A shape that
/// does not fit is a programming error, and stops the program with the operation's name and the shapes.
package struct Tensor: Sendable, Equatable {
  package let graph: Graph
  let value: Value

  package var type: TensorType { graph.type(of: value) }
  package var shape: [Int] { type.shape }
  package var element: ElementType { type.element }
  /// The number of elements.
  package var count: Int { type.count }

  package static func == (a: Tensor, b: Tensor) -> Bool { a.graph === b.graph && a.value == b.value }
}

/// An output of a node.
struct Value: Hashable, Sendable {
  let node: Int
  let output: Int
}
