extension GatherRows {
  static let named = [gather, scatter]

  /// Inputs: input [n, ...] and index [m].
  private static let gather = NamedOperation("gather_rows") { trace in
    let input = try trace.input("input")
    let index = try trace.input("index", rank: 1, type: .int32)
    try trace.request.require(!input.shape.isEmpty, "the input has no rows")
    try trace.check(index.shape + input.shape.dropFirst())
    try trace.output(input.gatheringRows(index))
  }

  /// Inputs: base [n, ...], input [m, ...] and index [m].
  private static let scatter = NamedOperation("scatter_rows") { trace in
    let base = try trace.input("base", isConstant: true)
    let input = try trace.input("input", isConstant: true)
    let index = try trace.input("index", rank: 1, type: .int32)
    try trace.request.require(
      !base.shape.isEmpty && input.shape == index.shape + base.shape.dropFirst(),
      "rows of shape \(input.shape) do not go to \(index.shape) places of \(base.shape)")
    try trace.output(base.scatteringRows(input, at: index))
  }
}
