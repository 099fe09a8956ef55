import Device
import Operations

/// The rows of all inputs one after another, each padded with zeros to `Packing.padded(columns)` numbers. For
/// a transposed input [columns, rows], its columns are the rows.
struct PackParameters: TensorOperation {
  let areTransposed: [Bool]

  var name: String { "pack_parameters" }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    precondition(inputs.count == areTransposed.count, "pack_parameters: \(inputs) for \(areTransposed)")
    let counts = zip(inputs, areTransposed).map { Self.count($0, isTransposed: $1) }
    return [TensorType([counts.reduce(0, +)])]
  }

  /// The number of elements that an input becomes.
  static func count(_ input: TensorType, isTransposed: Bool) -> Int {
    precondition(!isTransposed || input.shape.count == 2, "pack_parameters: the transpose of \(input)")
    let columns = isTransposed ? input.shape[0] : input.shape.last ?? 1
    return input.count / columns * Packing.padded(columns)
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    let parts = zip(inputs, areTransposed).map { Packing.Part(input: $0, isTransposed: $1) }
    return try Packing.pack(parts, output: outputs[0], context: context)
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
