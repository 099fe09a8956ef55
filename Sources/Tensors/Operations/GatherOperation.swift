import Device
import Operations

/// Rows of a tensor by index. Inputs: the tensor [n, ...] and the index [m], int32. Output: [m, ...].
struct GatherRows: TensorOperation {
  var name: String { "gather_rows" }

  func takes(_ element: ElementType, at index: Int) -> Bool { element == (index == 1 ? .int32 : .float32) }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    precondition(
      !inputs[0].shape.isEmpty && inputs[1].shape.count == 1,
      "gather_rows: \(inputs[0]) by \(inputs[1])")
    return [TensorType(inputs[1].shape + inputs[0].shape.dropFirst(), inputs[0].element)]
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Gather.forward(input: inputs[0], index: inputs[1], output: outputs[0], context: context)
  }

  func differentiate(_ gradients: Differentiation) {
    gradients.add(
      gradients.graph.apply(
        GatherRowsGradient(type: gradients.inputs[0].type), gradients.inputs[1], gradients.outputGradient),
      to: 0)
  }

  func work(inputs: [TensorType], outputs: [TensorType]) -> Work {
    Work(bytes: Double(2 * outputs[0].byteCount))
  }
}

/// The gradient of the gathered tensor. Inputs: index and outputGradient.
struct GatherRowsGradient: TensorOperation {
  let type: TensorType

  var name: String { "gather_rows_backward" }

  func takes(_ element: ElementType, at index: Int) -> Bool { element == (index == 0 ? .int32 : .float32) }

  func outputs(of inputs: [TensorType]) -> [TensorType] { [type] }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Gather.backward(
      index: inputs[0], outputGradient: inputs[1], inputGradient: outputs[0], context: context)
  }

  func differentiate(_ gradients: Differentiation) {
    gradients.add(gradients.outputGradient.gatheringRows(gradients.inputs[0]), to: 1)
  }
}

/// Stores rows in a table. Inputs: the table [n, ...], rows [m, ...] and index [m], int32. Output: the
/// changed table.
struct ScatterRows: TensorOperation {
  var name: String { "scatter_rows" }
  var memory: MemoryUse { .accumulates(inputs: [0]) }

  func takes(_ element: ElementType, at input: Int) -> Bool { element == (input == 2 ? .int32 : .float32) }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    let (table, rows, index) = (inputs[0].shape, inputs[1].shape, inputs[2].shape)
    precondition(
      !table.isEmpty && rows.dropFirst() == table.dropFirst() && index == Array(rows.prefix(1)),
      "scatter_rows: \(inputs[1]) by \(inputs[2]) into \(inputs[0])")
    return [inputs[0]]
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Gather.scatter(input: inputs[1], index: inputs[2], output: outputs[0], context: context)
  }

  func work(inputs: [TensorType], outputs: [TensorType]) -> Work {
    Work(bytes: Double(2 * inputs[1].byteCount))
  }
}

extension Tensor {
  /// Rows by index. Shapes: self [n, ...], index [m], int32, each in 0..<n → [m, ...].
  package func gatheringRows(_ index: Tensor) -> Tensor { graph.apply(GatherRows(), self, index) }

  /// This table with rows stored in it. Shapes: self [n, ...], rows [m, ...], index [m], int32, each in
  /// 0..<n. If two rows have the same index, it is undefined which one is stored. No gradient passes.
  package func scatteringRows(_ rows: Tensor, at index: Tensor) -> Tensor {
    graph.apply(ScatterRows(), self, rows, index)
  }
}
