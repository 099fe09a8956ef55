import Device

/// Softmax along the last axis, and the cross-entropy of it. A row's result does not depend on the others.
package enum Softmax {
  package enum Operation: String, Sendable, CaseIterable {
    case softmax
    case logSoftmax = "log_softmax"
  }

  /// output = softmax(input), or its logarithm. Shapes: input and output [..., columns].
  package static func forward(
    _ operation: Operation, input: DeviceArray, output: DeviceArray, context: OperationContext
  ) throws -> [any Launch] {
    try launch(
      "\(operation.rawValue)_forward", rows: [input, output], hasLanes: operation == .softmax,
      context: context)
  }

  /// Assigns inputGradient, given outputGradient and the operation's `output`; all have the same shape [...,
  /// columns].
  package static func backward(
    _ operation: Operation, output: DeviceArray, outputGradient: DeviceArray, inputGradient: DeviceArray,
    context: OperationContext
  ) throws -> [any Launch] {
    try launch(
      "\(operation.rawValue)_backward", rows: [output, outputGradient, inputGradient], context: context)
  }

  /// The loss, and its gradient for a lossGradient of 1; the gradient may overwrite the logits. Shapes:
  /// logits, target, logitsGradient [..., columns]; weight, loss [...].
  package static func crossEntropyWithGradient(
    logits: DeviceArray, target: DeviceArray, weight: DeviceArray, loss: DeviceArray,
    logitsGradient: DeviceArray, context: OperationContext
  ) throws -> [any Launch] {
    try launch(
      "softmax_cross_entropy_with_gradient", rows: [logits, target], scalars: [weight, loss],
      last: [logitsGradient], hasLanes: true, context: context)
  }

  /// Binds a kernel whose arguments are arrays of rows, arrays with one number per row, and further arrays of
  /// rows. If it `hasLanes`, there is another kernel whose vectors hold one column of several rows, for rows
  /// shorter than a vector.
  private static func launch(
    _ kernel: String, rows arrays: [DeviceArray], scalars: [DeviceArray] = [], last: [DeviceArray] = [],
    hasLanes: Bool = false, context: OperationContext
  ) throws -> [any Launch] {
    let shape = arrays[0].shape
    let columns = shape.last ?? 1
    let rows = arrays[0].count / columns
    precondition(
      (arrays + last).allSatisfy { $0.shape == shape } && scalars.allSatisfy { $0.count == rows },
      "\(kernel): \((arrays + scalars + last).map(\.shape))")
    var workGroups = RowWorkGroups(rows: rows, columns: columns, context: context)
    let usesLanes = hasLanes && workGroups.variant == .vector && columns <= RowWorkGroups.lanes
    if usesLanes {
      let block = workGroups.rowsPerGroup.divided(by: RowWorkGroups.lanes) * RowWorkGroups.lanes
      workGroups = RowWorkGroups(rows: rows, columns: columns, block: block, context: context)
    }
    return [
      try workGroups.launch(
        usesLanes ? "\(kernel)_lanes" : kernel, in: "softmax", after: ["exponential"],
        (arrays + scalars + last).map(Argument.array)
          + [.int(rows), .int(columns), .int(workGroups.rowsPerGroup)], context: context)
    ]
  }
}
