/// An operation that treats each row of its input by itself, and can be part of a row program.
protocol RowOperation: TensorOperation {
  /// Says where the results are, where no row computes them: all inputs are parameters, rows of tables, or indices.
  func placeBeforehand(_ node: RowNode, in code: RowEmission) throws(RowFault)

  /// Adds the operation to a program. Throws where it cannot be done for these shapes.
  func emit(_ node: RowNode, to code: RowEmission) throws(RowFault)
}

extension RowOperation {
  func placeBeforehand(_ node: RowNode, in code: RowEmission) throws(RowFault) {}
}

/// A node of the graph that becomes a row program.
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
