import Device

/// Gathers rows from an array, and scatters rows into one, by index. An index outside the array reads and
/// writes nothing; the gathered row is NaN.
package enum Gather {
  /// output[j] = input[index[j]]. Shapes: input [n, ...], index [m], int32 → output [m, ...].
  package static func forward(
    input: DeviceArray, index: DeviceArray, output: DeviceArray, context: OperationContext
  ) throws -> [any Launch] {
    try launch("gather_forward", few: output, many: input, index, from: input, to: output, context: context)
  }

  /// inputGradient[r] = the sum of outputGradient[j] over all j with index[j] = r, in the order of j; rows
  /// that were not gathered become 0. Shapes as for `forward`.
  package static func backward(
    index: DeviceArray, outputGradient: DeviceArray, inputGradient: DeviceArray, context: OperationContext
  ) throws -> [any Launch] {
    try launch(
      "gather_backward", few: outputGradient, many: inputGradient, index, from: outputGradient,
      to: inputGradient, context: context)
  }

  /// output[index[j]] = input[j]; other rows are unchanged. If two rows have the same index, it is undefined
  /// which one is stored. Shapes: input [m, ...], index [m], int32, output [n, ...].
  package static func scatter(
    input: DeviceArray, index: DeviceArray, output: DeviceArray, context: OperationContext
  ) throws -> [any Launch] {
    try launch("scatter_rows", few: input, many: output, index, from: input, to: output, context: context)
  }

  /// The number of columns of a work-item on CPUs; on GPUs it is 1.
  private static let run = 4096

  /// `few` [m, ...] has a row for each index; the indices refer to the rows of `many` [n, ...].
  private static func launch(
    _ kernel: String, few: DeviceArray, many: DeviceArray, _ index: DeviceArray, from source: DeviceArray,
    to target: DeviceArray, context: OperationContext
  ) throws -> [any Launch] {
    precondition(
      !few.shape.isEmpty && few.shape.dropFirst() == many.shape.dropFirst() && index.count == few.shape[0]
        && index.type == .int32,
      "\(kernel): rows of \(many.shape) at \(index.shape) indices of \(index.type), and \(few.shape)")
    let columns = few.shape.dropFirst().product
    // The backward pass iterates over the rows that it writes, the other kernels over the indices.
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
