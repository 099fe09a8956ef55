import Device
import Operations

/// A conversion of integers to floats, or of floats to integers by truncation. No gradient passes.
struct ConversionOperation: TensorOperation {
  let element: ElementType

  var name: String { "convert" }

  func takes(_ element: ElementType, at index: Int) -> Bool {
    element == (self.element == .int32 ? .float32 : .int32)
  }

  func outputs(of inputs: [TensorType]) -> [TensorType] { [TensorType(inputs[0].shape, element)] }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Conversion.forward(input: inputs[0], output: outputs[0], context: context)
  }
}

extension ConversionOperation: RowOperation {
  func emit(_ node: RowNode, to code: RowEmission) throws(RowFault) {
    if element == .int32 {
      let tile = try code.tile(node.inputs[0], of: name)
      code.alias(node.outputs[0], to: tile)
      code.set(node.outputs[0], .index(.computed(tile)))
      return
    }
    guard case .index(let index) = code.place(node.inputs[0]) else {
      throw RowFault("\(name) of something that is no integer of each row")
    }
    let tile = try code.makeTile(node.outputs[0])
    code.add(
      name,
      """
      EACH_UNIT(row, \(code.form.rows)) store_tile((floatv)(float)\(index.source(row: "row")), \(tile.row("row")));
      """)
  }
}

extension Tensor {
  /// The same numbers in another type. Floats are truncated to integers.
  package func converted(to element: ElementType) -> Tensor {
    element == self.element ? self : graph.apply(ConversionOperation(element: element), self)
  }
}
