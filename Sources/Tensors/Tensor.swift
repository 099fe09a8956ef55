import Operations

/// A value of a graph, which an operation computes when the graph runs.
///
/// Tensors are symbols: calling an operation on them adds to their graph, and computes nothing. A shape that does not
/// fit is a programmer's mistake, and stops the program with the operation's name and the shapes.
public struct Tensor: Sendable, Equatable {
  /// What it belongs to.
  public let graph: Graph
  let value: Value

  package var type: TensorType { graph.type(of: value) }
  /// The sizes of its axes; [] for a scalar.
  public var shape: [Int] { type.shape }
  package var element: ElementType { type.element }
  /// The number of elements.
  public var count: Int { type.count }

  /// Whether both are the same value of the same graph.
  public static func == (a: Tensor, b: Tensor) -> Bool { a.graph === b.graph && a.value == b.value }
}

/// An output of a node.
struct Value: Hashable, Sendable {
  let node: Int
  let output: Int
}
