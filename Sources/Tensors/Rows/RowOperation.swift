/// An operation that treats each row of its input separately, and can be a part of a row program.
protocol RowOperation: TensorOperation {
  /// Places the results if they need not be computed row by row: all inputs are parameters, rows of tables,
  /// or indices.
  func placeBeforehand(_ node: RowNode, in code: RowEmission) throws(RowFault)

  /// Adds the operation to a program. Throws if that is not possible for these shapes.
  func emit(_ node: RowNode, to code: RowEmission) throws(RowFault)
}

extension RowOperation {
  func placeBeforehand(_ node: RowNode, in code: RowEmission) throws(RowFault) {}
}

/// A node of the graph that is turned into a row program.
struct RowNode {
  let index: Int
  let inputs: [Value]
  let outputs: [Value]

  init(_ index: Int, _ node: Graph.Node) {
    self.index = index
    inputs = node.inputs
    outputs = node.outputs.indices.map { Value(node: index, output: $0) }
  }
}
