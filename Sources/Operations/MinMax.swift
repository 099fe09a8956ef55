import Device

/// Scaling of each row to [0, 1] by its own smallest and largest element (MuZero, appendix G).
package enum MinMax {
  private static let file = "min_max"

  /// output = (input − low) / max(high − low, epsilon), for each row of all axes but the first.
  ///
  /// Shapes: input, output [rows, ...]; statistics [rows, 2] is for the backward pass.
  package static func forward(
    input: DeviceArray, output: DeviceArray, statistics: DeviceArray, epsilon: Float,
    context: OperationContext
  ) throws -> [any Launch] {
    let (rows, columns) = (input.shape[0], input.shape.dropFirst().reduce(1, *))
    precondition(
      output.count == input.count && statistics.count == 2 * rows,
      "min_max_normalize: \(input.shape) to \(output.shape), statistics \(statistics.shape)")
    let teams = RowTeams(rows: rows, columns: columns, context: context)
    return [
      try teams.launch(
        "min_max_forward", in: file,
        [
          .array(input), .array(output), .array(statistics), .int(rows), .int(columns),
          .int(teams.rowsPerTeam), .float(epsilon),
        ], context: context)
    ]
  }

  /// The gradients of low and high go to one element each: among equals the first, where images [rows, height,
  /// width, channels] count by channel first, as PyTorch lays them out.
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
    let teams = RowTeams(rows: rows, columns: columns, context: context)
    return [
      try teams.launch(
        "min_max_backward", in: file,
        [
          .array(input), .array(statistics), .array(outputGradient), .array(inputGradient), .int(rows),
          .int(columns), .int(channels), .int(teams.rowsPerTeam), .float(epsilon),
        ], context: context)
    ]
  }

  static let definitions = [
    OperationDefinition("min_max_normalize") { binder in
      let rank = binder.request.inputs["input"]?.shape.count ?? 0
      let input = try binder.input("input", layout: rank == 4 ? .image : nil)
      try binder.require(rank >= 2, "the input \"input\" must have at least 2 dimensions, not \(rank)")
      let epsilon = try binder.float("epsilon", default: 1e-5)
      try binder.require(epsilon > 0, "the attribute \"epsilon\" is \(epsilon), but must be positive")
      let output = try binder.output("output", input.shape, layout: rank == 4 ? .image : nil)
      let statistics = try binder.context.makeArray([input.shape[0], 2])
      let bytes = Double(4 * input.count)
      binder.forward(
        try forward(
          input: input, output: output, statistics: statistics, epsilon: epsilon, context: binder.context),
        work: Work(bytes: 2 * bytes))
      if let gradient = try binder.gradient("input") {
        binder.backward(
          try backward(
            input: input, statistics: statistics, outputGradient: binder.cotangent(), inputGradient: gradient,
            epsilon: epsilon, context: binder.context), work: Work(bytes: 3 * bytes))
      }
    }
  ]
}
