import Device

/// Scales each row to [0, 1] by its own smallest and largest element (MuZero, appendix G).
package enum MinMax {
  private static let file = "min_max"

  /// output = (input − low) / max(high − low, epsilon), for each row of all axes but the first.
  ///
  /// Shapes: input, output [rows, ...]. statistics [rows, 2] is an output for the backward pass.
  package static func forward(
    input: DeviceArray, output: DeviceArray, statistics: DeviceArray, epsilon: Float,
    context: OperationContext
  ) throws -> [any Launch] {
    let (rows, columns) = (input.shape[0], input.shape.dropFirst().reduce(1, *))
    precondition(
      output.count == input.count && statistics.count == 2 * rows,
      "min_max_normalize: \(input.shape) to \(output.shape), statistics \(statistics.shape)")
    let workGroups = RowWorkGroups(rows: rows, columns: columns, context: context)
    return [
      try workGroups.launch(
        "min_max_forward", in: file,
        [
          .array(input), .array(output), .array(statistics), .int(rows), .int(columns),
          .int(workGroups.rowsPerGroup), .float(epsilon),
        ], context: context)
    ]
  }

  /// The gradients of low and high go to one element each, the first of equal ones. Elements of images [rows,
  /// height, width, channels] are ordered channel by channel, as in PyTorch's layout.
  ///
  /// Shapes: input, outputGradient, inputGradient [rows, ...]; statistics [rows, 2] from the forward pass.
  package static func backward(
    input: DeviceArray, statistics: DeviceArray, outputGradient: DeviceArray, inputGradient: DeviceArray,
    epsilon: Float, context: OperationContext
  ) throws -> [any Launch] {
    let (rows, columns) = (input.shape[0], input.shape.dropFirst().reduce(1, *))
    let channels = input.shape.count == 4 ? input.shape[3] : 1
    precondition(
      outputGradient.count == input.count && inputGradient.count == input.count
        && statistics.count == 2 * rows,
      "min_max_normalize: input \(input.shape), gradients \(outputGradient.shape) and \(inputGradient.shape), statistics \(statistics.shape)"
    )
    let workGroups = RowWorkGroups(rows: rows, columns: columns, context: context)
    return [
      try workGroups.launch(
        "min_max_backward", in: file,
        [
          .array(input), .array(statistics), .array(outputGradient), .array(inputGradient), .int(rows),
          .int(columns), .int(channels), .int(workGroups.rowsPerGroup), .float(epsilon),
        ], context: context)
    ]
  }
}
