import Device
import Operations

/// Rows padded with zeros to `Packing.padded(columns)` numbers, one after another; of a matrix [columns, rows] where it
/// `isTransposed`.
struct PackColumns: TensorOperation {
  let isTransposed: Bool

  var name: String { "pack_columns" }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    precondition(!isTransposed || inputs[0].shape.count == 2, "pack_columns: \(inputs[0])")
    let columns = isTransposed ? inputs[0].shape[0] : inputs[0].shape.last ?? 1
    return [TensorType([inputs[0].count / columns * Packing.padded(columns)])]
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Packing.pack(input: inputs[0], isTransposed: isTransposed, output: outputs[0], context: context)
  }
}

/// The weight of a convolution [3, 3, inputs, outputs], transformed for Winograd's tiles of these sizes:
/// [points · inputs · padded outputs].
struct PackWinograd: TensorOperation {
  let height: Int
  let width: Int

  var name: String { "pack_winograd" }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    let shape = inputs[0].shape
    precondition(shape.count == 4 && shape[0] == 3 && shape[1] == 3, "pack_winograd: \(inputs[0])")
    return [TensorType([(height + 2) * (width + 2) * shape[2] * Packing.padded(shape[3])])]
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Packing.packWinograd(
      weight: inputs[0], tile: (height, width), output: outputs[0], context: context)
  }
}
