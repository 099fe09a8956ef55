import Device

extension Linear {
  /// The arrays that the gradients of a layer's parameters are computed from and added to.
  package struct ParameterGradients {
    let input: DeviceArray
    let outputGradient: DeviceArray
    let weightGradient: DeviceArray
    let biasGradient: DeviceArray?
    var rows: Int { input.shape[0] }
    var inputs: Int { input.shape[1] }
    var outputs: Int { outputGradient.shape[1] }

    /// weightGradient += outputGradientᵀ · input and, if `biasGradient` is given, biasGradient += the sum of
    /// outputGradient's rows.
    ///
    /// Shapes: input [rows, inputs], outputGradient [rows, outputs], weightGradient [outputs, inputs], biasGradient
    /// [outputs].
    package init(
      input: DeviceArray, outputGradient: DeviceArray, weightGradient: DeviceArray,
      biasGradient: DeviceArray?
    ) {
      (self.input, self.outputGradient) = (input, outputGradient)
      (self.weightGradient, self.biasGradient) = (weightGradient, biasGradient)
      precondition(
        outputGradient.shape[0] == rows && weightGradient.shape == [outputs, inputs]
          && biasGradient?.shape ?? [outputs] == [outputs],
        "gradients of \(weightGradient.shape) and \(biasGradient?.shape ?? []) from \(input.shape) and \(outputGradient.shape)"
      )
    }
  }

  /// The gradients of a layer's parameters.
  package static func parameterGradients(_ layer: ParameterGradients, context: OperationContext) throws
    -> [any Launch]
  {
    if let narrow = NarrowGradient(layer, context: context) {
      return [try narrow.launch(layer, context: context)]
    }
    if SmallGradients.take(layer, context: context) {
      return [try SmallGradients.launch([layer], context: context)]
    }
    let product = Product(
      m: layer.outputs, n: layer.inputs, k: layer.rows, left: layer.outputGradient, leftSource: .columns,
      right: layer.input, output: layer.weightGradient, accumulates: true, splitsDepth: true)
    return try product.launches(
      summing: .left, layer.outputGradient, into: layer.biasGradient, context)
  }

  /// The gradients of the parameters of several layers, which must not share parameters. Small layers share
  /// launches.
  package static func parameterGradients(_ layers: [ParameterGradients], context: OperationContext) throws
    -> [any Launch]
  {
    let small = layers.filter { SmallGradients.take($0, context: context) }
    let others = layers.filter { !SmallGradients.take($0, context: context) }
    let groups = stride(from: 0, to: small.count, by: SmallGradients.maximumLayers).map {
      Array(small[$0..<min($0 + SmallGradients.maximumLayers, small.count)])
    }
    return try groups.map { try SmallGradients.launch($0, context: context) }
      + others.flatMap { try parameterGradients($0, context: context) }
  }
}

/// The gradients of a layer with few inputs on CPUs, both in one launch (`parameter_gradient.cl`).
private struct NarrowGradient {
  private let rows: Int
  private let inputs: Int
  private let outputs: Int
  /// The number of outputs of a work-item.
  private let outputsPerItem: Int

  /// The lanes of the kernel's vectors, and the largest number of vectors of outputs that a work-item has
  /// room for.
  private static let lanes = 16, largestVectors = 20
  /// The number of rows that a compute unit sums without the help of others.
  private static let manyRows = 4096

  /// Nil if the layer has many inputs, or too few outputs to occupy the device.
  init?(_ layer: Linear.ParameterGradients, context: OperationContext) {
    let (rows, inputs, outputs) = (layer.rows, layer.inputs, layer.outputs)
    let info = context.device.info
    let vectors = outputs.divided(by: Self.lanes)
    guard !context.roundsOperands, inputs <= min(Self.lanes, info.floatLanes),
      rows <= Self.manyRows || vectors >= 2 * info.computeUnits,
      context.choose(among: KernelVariant.allCases) == .vector
    else { return nil }
    self.rows = rows
    self.inputs = inputs
    self.outputs = outputs
    // Every compute unit gets an equal share.
    let shares = info.computeUnits * vectors.divided(by: info.computeUnits * Self.largestVectors)
    outputsPerItem = vectors.divided(by: shares) * Self.lanes
  }

  func launch(_ layer: Linear.ParameterGradients, context: OperationContext) throws -> any Launch {
    let macros = [
      "WIDTH": "\(Self.lanes)", "INPUTS": "\(inputs)", "HAS_BIAS": layer.biasGradient == nil ? "0" : "1",
      "ITEM_VECTORS": "\(Self.largestVectors)",
    ]
    return try context.launch(
      "linear_parameter_gradients", in: Program("parameter_gradient", macros: macros),
      [
        .array(layer.outputGradient), .array(layer.input), .array(layer.weightGradient),
        .array(layer.biasGradient ?? layer.weightGradient), .int(rows), .int(outputs), .int(outputsPerItem),
      ], items: [outputs.divided(by: outputsPerItem)], local: [1])
  }
}

/// The gradients of small layers on GPUs, in one launch (`parameter_gradient_group.cl`).
private enum SmallGradients {
  /// The largest number of layers per launch: drivers guarantee a kilobyte of arguments.
  static let maximumLayers = 12

  private static let tile = 16
  private static let slices = 16
  /// The number of rows above which a product that divides them into parts is faster.
  private static let manyRows = 2048
  /// The number of tiles per compute unit above which a product with larger tiles is faster.
  private static let manyTiles = 2

  /// Whether a layer is small and the device is a GPU.
  static func take(_ layer: Linear.ParameterGradients, context: OperationContext) -> Bool {
    !context.roundsOperands && layer.rows <= manyRows
      && tiles(layer) <= manyTiles * context.device.info.computeUnits
      && tile * slices <= context.device.info.largestWorkGroup
      && context.choose(among: KernelVariant.allCases) == .group
  }

  private static func tiles(_ layer: Linear.ParameterGradients) -> Int {
    layer.outputs.divided(by: tile) * layer.inputs.divided(by: tile)
  }

  static func launch(_ layers: [Linear.ParameterGradients], context: OperationContext) throws -> any Launch {
    var (arguments, groups) = ([Argument](), 0)
    for layer in layers {
      groups += tiles(layer)
      arguments += [
        .array(layer.outputGradient), .array(layer.input), .array(layer.weightGradient),
        .array(layer.biasGradient ?? layer.weightGradient), .int(layer.biasGradient == nil ? 0 : 1),
        .int(layer.rows), .int(layer.outputs), .int(layer.inputs), .int(groups),
      ]
    }
    let parameters = layers.indices.map { index in
      """
      GLOBAL const float* output_gradient\(index), GLOBAL const float* input\(index),
            GLOBAL float* weight_gradient\(index), GLOBAL float* bias_gradient\(index), LAYER_PARAMETERS(\(index))
      """
    }
    let text = """
      __attribute__((reqd_work_group_size(ITEMS, 1, 1))) KERNEL void linear_parameter_gradients_group(
          \(parameters.joined(separator: ",\n    "))) {
        LOCAL Memory memory;
        LAYER_OF_GROUP
      \(layers.indices.map { "  SELECT_LAYER(\($0))\n" }.joined())\
        layer_gradients(output_gradient, input, weight_gradient, bias_gradient, has_bias, rows, outputs, inputs, tile,
                        &memory);
      }

      """
    return try context.launch(
      "linear_parameter_gradients_group",
      in: Program(["parameter_gradient_group"], macros: ["SLICES": "\(slices)"], text: text), arguments,
      items: [groups * tile * slices], local: [tile * slices])
  }
}
