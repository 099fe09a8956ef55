import Device

/// Scalars as distributions over an odd number of bins of a transformed scale (MuZero, appendix F).
///
/// h(x) = sign(x) · (√(|x| + 1) − 1) + epsilon · x; bin i stands for h(x) = i − bins / 2.
package enum Categorical {
  private static let file = "categorical"

  /// output = h(input), element by element.
  package static func transform(
    input: DeviceArray, output: DeviceArray, epsilon: Float, context: OperationContext
  ) throws -> [any Launch] {
    precondition(input.count == output.count, "support_transform: \(input.shape) to \(output.shape)")
    return [
      try context.launchFlat(
        "support_transform", in: file, after: ["exponential", "work_group", "value_transform"],
        [.array(input), .array(output), .int(input.count), .float(epsilon)], count: input.count)
    ]
  }

  /// output = h⁻¹(input), element by element.
  package static func inverseTransform(
    input: DeviceArray, output: DeviceArray, epsilon: Float, context: OperationContext
  ) throws -> [any Launch] {
    precondition(input.count == output.count, "support_inverse_transform: \(input.shape) to \(output.shape)")
    return [
      try context.launchFlat(
        "support_inverse_transform", in: file, after: ["exponential", "work_group", "value_transform"],
        [.array(input), .array(output), .int(input.count), .float(epsilon)], count: input.count)
    ]
  }

  /// The two bins around h(scalar) share a probability mass of 1 such that the expectation is h(scalar),
  /// clamped to the bins.
  ///
  /// Shapes: scalar [...], probability [..., bins].
  package static func twoHot(
    scalar: DeviceArray, probability: DeviceArray, epsilon: Float, context: OperationContext
  ) throws -> [any Launch] {
    let (rows, bins) = probability.rowsAndColumns
    precondition(
      rows == scalar.count && bins % 2 == 1, "scalar_to_support: \(scalar.shape) to \(probability.shape)")
    return try launch(
      "categorical_two_hot", [scalar, probability], rows: rows, bins: bins, epsilon: epsilon, context)
  }

  /// output = h⁻¹(Σᵢ softmax(logits)ᵢ · (i − bins / 2)): the expectation first, then the inverse transform.
  ///
  /// Shapes: logits [..., bins], output [...]. statistics [rows, 3] is an output for the backward pass.
  package static func scalarForward(
    logits: DeviceArray, output: DeviceArray, statistics: DeviceArray, epsilon: Float,
    context: OperationContext
  ) throws -> [any Launch] {
    let (rows, bins) = logits.rowsAndColumns
    precondition(
      rows == output.count && statistics.count == 3 * rows && bins % 2 == 1,
      "support_to_scalar: \(logits.shape) to \(output.shape), statistics \(statistics.shape)")
    return try launch(
      "support_to_scalar_forward", [logits, output, statistics], rows: rows, bins: bins, epsilon: epsilon,
      context)
  }

  /// Shapes: logits, logitsGradient [..., bins]; statistics [rows, 3] from the forward pass; outputGradient [...].
  package static func scalarBackward(
    logits: DeviceArray, statistics: DeviceArray, outputGradient: DeviceArray, logitsGradient: DeviceArray,
    epsilon: Float, context: OperationContext
  ) throws -> [any Launch] {
    let (rows, bins) = logits.rowsAndColumns
    precondition(
      rows == outputGradient.count && statistics.count == 3 * rows && logitsGradient.count == logits.count,
      "support_to_scalar: logits \(logits.shape), gradients \(logitsGradient.shape) and \(outputGradient.shape)"
    )
    return try launch(
      "support_to_scalar_backward", [logits, statistics, outputGradient, logitsGradient], rows: rows,
      bins: bins, epsilon: epsilon, context)
  }

  /// The loss, and its gradient for an outputGradient of 1; the gradient may overwrite the logits.
  ///
  /// Shapes: logits, logitsGradient [..., bins]; target, weight, output [...].
  package static func valueLossWithGradient(
    logits: DeviceArray, target: DeviceArray, weight: DeviceArray, output: DeviceArray,
    logitsGradient: DeviceArray, epsilon: Float, context: OperationContext
  ) throws -> [any Launch] {
    let (rows, bins) = logits.rowsAndColumns
    precondition(
      [target, weight, output].allSatisfy { $0.count == rows } && logitsGradient.count == logits.count
        && bins % 2 == 1,
      "categorical_value_loss: logits \(logits.shape), target \(target.shape), weight \(weight.shape), output \(output.shape), gradient \(logitsGradient.shape)"
    )
    return try launch(
      "categorical_value_loss_with_gradient", [logits, target, weight, output, logitsGradient], rows: rows,
      bins: bins, epsilon: epsilon, context)
  }

  private static func launch(
    _ kernel: String, _ arrays: [DeviceArray], rows: Int, bins: Int, epsilon: Float,
    _ context: OperationContext
  ) throws -> [any Launch] {
    let workGroups = RowWorkGroups(rows: rows, columns: bins, context: context)
    let sizes: [Argument] = [.int(rows), .int(bins), .int(workGroups.rowsPerGroup), .float(epsilon)]
    return [
      try workGroups.launch(
        kernel, in: file, after: ["exponential", "value_transform"], arrays.map(Argument.array) + sizes,
        context: context)
    ]
  }
}
