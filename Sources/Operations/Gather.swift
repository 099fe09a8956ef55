import Device

/// Rows by index: gathered from an array, and scattered into one. An index outside the array reads and writes
/// nothing; the row that it gathers is NaN.
package enum Gather {
  /// output[j] = input[index[j]]. Shapes: input [n, ...], index [m] of int32 → output [m, ...].
  package static func forward(
    input: DeviceArray, index: DeviceArray, output: DeviceArray, context: OperationContext
  ) throws -> [any Launch] {
    try launch("gather_forward", few: output, many: input, index, from: input, to: output, context: context)
  }

  /// inputGradient[r] = the sum of outputGradient[j] over the j with index[j] = r, in the order of j; rows that were
  /// not gathered get 0. Shapes as for `forward`.
  package static func backward(
    index: DeviceArray, outputGradient: DeviceArray, inputGradient: DeviceArray, context: OperationContext
  ) throws -> [any Launch] {
    try launch(
      "gather_backward", few: outputGradient, many: inputGradient, index, from: outputGradient,
      to: inputGradient, context: context)
  }

  /// output[index[j]] = input[j]; other rows stay. Which of two rows with one index wins is not defined.
  /// Shapes: input [m, ...], index [m] of int32, output [n, ...].
  package static func scatter(
    input: DeviceArray, index: DeviceArray, output: DeviceArray, context: OperationContext
  ) throws -> [any Launch] {
    try launch("scatter_rows", few: input, many: output, index, from: input, to: output, context: context)
  }

  /// Columns of a work-item on CPUs; GPUs take one.
  private static let run = 4096

  /// `few` [m, ...] has a row for each index, `many` [n, ...] is what the indices point into.
  private static func launch(
    _ kernel: String, few: DeviceArray, many: DeviceArray, _ index: DeviceArray, from source: DeviceArray,
    to target: DeviceArray, context: OperationContext
  ) throws -> [any Launch] {
    precondition(
      !few.shape.isEmpty && few.shape.dropFirst() == many.shape.dropFirst() && index.count == few.shape[0]
        && index.type == .int32,
      "\(kernel): rows of \(many.shape) at \(index.shape) indices of \(index.type), and \(few.shape)")
    let columns = few.shape.dropFirst().product
    // The backward pass goes through the rows that it writes, the others through the indices.
    let rows = kernel == "gather_backward" ? many.shape[0] : few.shape[0]
    let vector = context.choose() == .vector
    let parts = vector ? context.device.info.computeUnits * 4 : 65535
    let height = (rows + parts - 1) / parts
    let run = vector ? run : 1
    return [
      try context.launch(
        kernel, in: Program("gather", macros: vector ? ["WIDTH": "16", "RUN": "\(run)"] : [:]),
        [.array(source), .array(index), .array(target)]
          + [many.shape[0], few.shape[0], columns, height].map(Argument.int),
        items: [(columns + run - 1) / run, (rows + height - 1) / height], local: [vector ? 1 : 64, 1])
    ]
  }
}
