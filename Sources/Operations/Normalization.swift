import Device

/// Layer normalization over the last axis and batch normalization over all axes but the last, with a weight and a
/// bias for each element of a row (Ba et al. 2016; Ioffe and Szegedy 2015).
package enum Normalization {
  static let file = "normalization"

  /// The number of rows of a block in the sums of parameter gradients. There are at most `largestBlockCount`
  /// blocks, of at least `smallest` rows.
  private static func layerBlock(rows: Int) -> Int {
    let smallest = 16
    let largestBlockCount = 128
    return Swift.max(smallest, rows.divided(by: largestBlockCount))
  }

  /// output = weight · (input − mean) / √(variance + epsilon) + bias, with each row's own mean and variance.
  ///
  /// Shapes: input, output [..., columns]; weight, bias [columns]. statistics [rows, 2] is an output for the
  /// backward pass.
  package static func layerForward(
    input: DeviceArray, weight: DeviceArray, bias: DeviceArray, output: DeviceArray, statistics: DeviceArray,
    epsilon: Float, context: OperationContext
  ) throws -> [any Launch] {
    let (rows, columns) = input.rowsAndColumns
    precondition(
      weight.count == columns && bias.count == columns && output.count == input.count
        && statistics.count == 2 * rows,
      "layer_norm: input \(input.shape), weight \(weight.shape), bias \(bias.shape), output \(output.shape), statistics \(statistics.shape)"
    )
    let workGroups = RowWorkGroups(rows: rows, columns: columns, context: context)
    return [
      try workGroups.launch(
        "layer_norm_forward", in: file, after: ["epilogue"],
        [
          .array(input), .array(weight), .array(bias), .array(output), .array(statistics), .int(rows),
          .int(columns),
          .int(workGroups.rowsPerGroup), .float(epsilon),
        ], context: context)
    ]
  }

  /// Assigns inputGradient, and adds to weightGradient and biasGradient if they are given.
  ///
  /// Shapes: input, outputGradient, inputGradient [..., columns]; weight and its gradient, biasGradient [columns];
  /// statistics [rows, 2] from the forward pass.
  package static func layerBackward(
    input: DeviceArray, weight: DeviceArray, statistics: DeviceArray, outputGradient: DeviceArray,
    inputGradient: DeviceArray?, weightGradient: DeviceArray?, biasGradient: DeviceArray?,
    context: OperationContext
  ) throws -> [any Launch] {
    let (rows, columns) = input.rowsAndColumns
    precondition(
      outputGradient.count == input.count && (inputGradient ?? input).count == input.count
        && weight.count == columns && statistics.count == 2 * rows,
      "layer_norm: input \(input.shape), weight \(weight.shape), statistics \(statistics.shape), output gradient \(outputGradient.shape), input gradient \((inputGradient ?? input).shape)"
    )
    let block = layerBlock(rows: rows)
    let blocks = rows.divided(by: block)
    let partial = try context.makeArray([blocks, 2, columns])
    let workGroups = RowWorkGroups(rows: rows, columns: columns, block: block, context: context)
    let main = try workGroups.launch(
      "layer_norm_backward", in: file, after: ["epilogue"],
      [
        .array(input), .array(weight), .array(statistics), .array(outputGradient),
        .array(try inputGradient ?? context.makeArray(input.shape)), .array(partial), .int(rows),
        .int(columns), .int(block),
      ], context: context)
    guard weightGradient != nil || biasGradient != nil else { return [main] }
    let sums = try context.makeArray([2, columns])
    return [
      main,
      try parameterGradients(
        partial: partial, sums: sums, weightGradient: weightGradient, biasGradient: biasGradient,
        context: context),
    ]
  }

  /// sums = the sum of partial over its blocks, in order; it is also added to the gradients that are given.
  ///
  /// Shapes: partial [blocks, 2, channels]; sums [2, channels]; gradients [channels].
  static func parameterGradients(
    partial: DeviceArray, sums: DeviceArray, weightGradient: DeviceArray?, biasGradient: DeviceArray?,
    context: OperationContext
  ) throws -> any Launch {
    let (blocks, channels) = (partial.shape[0], partial.shape[2])
    precondition(
      (weightGradient?.count ?? channels) == channels && (biasGradient?.count ?? channels) == channels,
      "gradients of weight \(weightGradient?.shape ?? []) and bias \(biasGradient?.shape ?? []) for \(channels) channels"
    )
    return try perChannel(
      "normalization_parameters",
      [
        .array(partial), .array(sums), .array(weightGradient ?? sums), .array(biasGradient ?? sums),
        .int(blocks), .int(channels), .int(weightGradient == nil ? 0 : 1), .int(biasGradient == nil ? 0 : 1),
      ], channels: channels, context: context)
  }

  /// A kernel of global size {channels / WIDTH}.
  static func perChannel(
    _ kernel: String, _ arguments: [Argument], channels: Int, context: OperationContext
  ) throws -> any Launch {
    let vector = context.choose() == .vector
    return try context.launch(
      kernel, in: Program(["epilogue", "work_group", file], macros: vector ? ["WIDTH": "16"] : [:]),
      arguments,
      items: [vector ? channels.divided(by: 16) : channels], local: [vector ? 1 : 64])
  }
}

extension DeviceArray {
  /// The shape as [rows, columns], where columns is the last axis.
  var rowsAndColumns: (rows: Int, columns: Int) {
    let columns = shape.last ?? 1
    return (count / columns, columns)
  }
}
