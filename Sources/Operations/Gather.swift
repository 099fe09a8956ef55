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

  static let definitions = [gatherDefinition, scatterDefinition]

  private static let gatherDefinition = OperationDefinition("gather_rows") { binder in
    let input = try binder.input("input")
    let index = try binder.input("index", rank: 1, type: .int32)
    try binder.require(!input.shape.isEmpty, "the input has no rows")
    let output = try binder.output("output", index.shape + input.shape.dropFirst())
    binder.forward(
      try forward(input: input, index: index, output: output, context: binder.context),
      work: Work(bytes: Double(output.count * 8)))
    if let gradient = try binder.gradient("input") {
      binder.backward(
        try backward(
          index: index, outputGradient: binder.cotangent(), inputGradient: gradient, context: binder.context),
        work: Work(bytes: Double(output.count + input.count) * 4))
    }
  }

  /// The output is a copy of `base` [n, ...] into which the rows of `input` [m, ...] are written.
  private static let scatterDefinition = OperationDefinition("scatter_rows") { binder in
    let base = try binder.input("base")
    let input = try binder.input("input")
    let index = try binder.input("index", rank: 1, type: .int32)
    try binder.require(
      !base.shape.isEmpty && input.shape == index.shape + base.shape.dropFirst(),
      "rows of shape \(input.shape) do not go to \(index.shape) places of \(base.shape)")
    let output = try binder.output("output", base.shape)
    binder.forward(
      try Concatenation.slice(input: base, axis: 0, start: 0, output: output, context: binder.context)
        + scatter(input: input, index: index, output: output, context: binder.context),
      work: Work(bytes: Double(base.count + input.count) * 8))
  }
}
