import Device

extension Linear {
  /// weightGradient += outputGradientᵀ · input, and biasGradient += the sum of outputGradient's rows, where it is
  /// wanted.
  ///
  /// Shapes: input [rows, inputs], outputGradient [rows, outputs], weightGradient [outputs, inputs], biasGradient
  /// [outputs].
  package static func parameterGradients(
    input: DeviceArray, outputGradient: DeviceArray, weightGradient: DeviceArray, biasGradient: DeviceArray?,
    context: OperationContext
  ) throws -> [any Launch] {
    let (rows, inputs, outputs) = (input.shape[0], input.shape[1], outputGradient.shape[1])
    precondition(
      outputGradient.shape[0] == rows && weightGradient.shape == [outputs, inputs]
        && biasGradient?.shape ?? [outputs] == [outputs],
      "gradients of \(weightGradient.shape) and \(biasGradient?.shape ?? []) from \(input.shape) and \(outputGradient.shape)"
    )
    if let narrow = NarrowGradient(rows: rows, inputs: inputs, outputs: outputs, context: context) {
      return [
        try narrow.launch(
          input: input, outputGradient: outputGradient, weightGradient: weightGradient,
          biasGradient: biasGradient, context: context)
      ]
    }
    if let small = SmallGradient(rows: rows, inputs: inputs, outputs: outputs, context: context) {
      return [
        try small.launch(
          input: input, outputGradient: outputGradient, weightGradient: weightGradient,
          biasGradient: biasGradient, context: context)
      ]
    }
    var launches = try MatrixProduct.forward(
      a: outputGradient, b: input, output: weightGradient, transposeA: true, accumulate: true,
      context: context)
    if let biasGradient {
      launches += try Reduction.columnSum(
        input: outputGradient, output: biasGradient, accumulate: true, context: context)
    }
    return launches
  }
}

/// The gradients of a layer of few inputs on CPUs, both in one launch (`parameter_gradient.cl`).
private struct NarrowGradient {
  private let rows: Int
  private let inputs: Int
  private let outputs: Int
  /// Outputs of a work-item.
  private let outputsPerItem: Int

  /// Lanes of the kernel's vectors, and those of outputs that a work-item has room for.
  private static let lanes = 16, largestVectors = 20
  /// Rows that a compute unit sums without others' help.
  private static let manyRows = 4096

  /// Nil where the layer has many inputs, or too few outputs to occupy the device.
  init?(rows: Int, inputs: Int, outputs: Int, context: OperationContext) {
    let info = context.device.info
    let vectors = outputs.divided(by: Self.lanes)
    guard inputs <= min(Self.lanes, info.floatLanes),
      rows <= Self.manyRows || vectors >= 2 * info.computeUnits,
      context.choose(among: Candidate.allCases) == .vector
    else { return nil }
    self.rows = rows
    self.inputs = inputs
    self.outputs = outputs
    // Equal shares of the compute units.
    let shares = info.computeUnits * vectors.divided(by: info.computeUnits * Self.largestVectors)
    outputsPerItem = vectors.divided(by: shares) * Self.lanes
  }

  func launch(
    input: DeviceArray, outputGradient: DeviceArray, weightGradient: DeviceArray, biasGradient: DeviceArray?,
    context: OperationContext
  ) throws -> any Launch {
    let macros = [
      "WIDTH": "\(Self.lanes)", "INPUTS": "\(inputs)", "HAS_BIAS": biasGradient == nil ? "0" : "1",
      "ITEM_VECTORS": "\(Self.largestVectors)",
    ]
    return try context.launch(
      "linear_parameter_gradients", in: Program("parameter_gradient", macros: macros),
      [
        .array(outputGradient), .array(input), .array(weightGradient), .array(biasGradient ?? weightGradient),
        .int(rows), .int(outputs), .int(outputsPerItem),
      ], items: [outputs.divided(by: outputsPerItem)], local: [1])
  }
}

/// The gradients of a small layer on GPUs, both in one launch (`parameter_gradient_group.cl`).
private struct SmallGradient {
  private let rows: Int
  private let inputs: Int
  private let outputs: Int

  private static let tile = 16
  private static let slices = 16
  /// Rows from which on a product that is cut along them is faster.
  private static let manyRows = 2048
  /// Tiles of a compute unit from which on a product of larger tiles is faster.
  private static let manyTiles = 2

  /// Nil where the layer is not small, or the device no GPU.
  init?(rows: Int, inputs: Int, outputs: Int, context: OperationContext) {
    let tiles = outputs.divided(by: Self.tile) * inputs.divided(by: Self.tile)
    guard rows <= Self.manyRows, tiles <= Self.manyTiles * context.device.info.computeUnits,
      Self.tile * Self.slices <= context.device.info.largestWorkGroup,
      context.choose(among: Candidate.allCases) == .group
    else { return nil }
    self.rows = rows
    self.inputs = inputs
    self.outputs = outputs
  }

  func launch(
    input: DeviceArray, outputGradient: DeviceArray, weightGradient: DeviceArray, biasGradient: DeviceArray?,
    context: OperationContext
  ) throws -> any Launch {
    let macros = ["SLICES": "\(Self.slices)", "HAS_BIAS": biasGradient == nil ? "0" : "1"]
    let items = Self.tile * Self.slices
    return try context.launch(
      "linear_parameter_gradients_group", in: Program("parameter_gradient_group", macros: macros),
      [
        .array(outputGradient), .array(input), .array(weightGradient), .array(biasGradient ?? weightGradient),
        .int(rows), .int(outputs), .int(inputs),
      ], items: [outputs.divided(by: Self.tile) * items, inputs.divided(by: Self.tile)], local: [items, 1])
  }
}
