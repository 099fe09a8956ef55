import Operations

extension MinMaxScaling {
  static let named = [
    NamedOperation("min_max_normalize") { trace in
      let rank = trace.request.inputs["input"]?.shape.count ?? 0
      let layout: Layout? = rank == 4 ? .image : nil
      let input = try trace.input("input", layout: layout)
      try trace.request.require(
        rank >= 2, "the input \"input\" must have at least 2 dimensions, not \(rank)")
      let epsilon = try trace.request.float("epsilon", default: 1e-5)
      try trace.request.require(
        epsilon > 0, "the attribute \"epsilon\" is \(epsilon), but must be positive")
      try trace.output(input.minMaxScaled(epsilon: epsilon), layout: layout)
    }
  ]
}
