/// Planning's operations by name.
extension PlanningPopulation {
  static let definitions = [sampleDefinition, topDefinition, refitDefinition]

  /// Inputs mean and deviation [steps, environments, dimensions], noise [steps, environments, candidates, dimensions],
  /// low and high [dimensions].
  private static let sampleDefinition = OperationDefinition("planning_sample") { binder in
    let noise = try binder.input("noise", rank: 4)
    let shape = noise.shape
    let (mean, deviation) = (try binder.input("mean", rank: 3), try binder.input("deviation", rank: 3))
    let (low, high) = (try binder.input("low", rank: 1), try binder.input("high", rank: 1))
    try binder.require(
      mean.shape == [shape[0], shape[1], shape[3]] && deviation.shape == mean.shape
        && low.shape == [shape[3]] && high.shape == low.shape,
      "noise \(shape) does not go with mean \(mean.shape), deviation \(deviation.shape) and bounds \(low.shape) and \(high.shape)"
    )
    binder.forward(
      try sample(
        Distribution(mean: mean, deviation: deviation, low: low, high: high), noise: noise,
        actions: binder.output("output", shape), context: binder.context),
      work: Work(flops: Double(2 * noise.count), bytes: Double(8 * noise.count)))
  }

  /// Input returns [environments, candidates], attribute top.
  private static let topDefinition = OperationDefinition("planning_top") { binder in
    let returns = try binder.input("returns", rank: 2)
    let count = try binder.integer("top")
    try binder.require(
      (1...returns.shape[1]).contains(count),
      "the attribute \"top\" is \(count), but must be 1 to the \(returns.shape[1]) candidates")
    binder.forward(
      try top(
        returns: returns, index: binder.output("output", [returns.shape[0], count], type: .int32),
        context: binder.context), work: Work(bytes: Double(4 * returns.count)))
  }

  /// Inputs actions [steps, environments, candidates, dimensions] and index [environments, top], attribute
  /// absolute_deviation.
  private static let refitDefinition = OperationDefinition("planning_refit") { binder in
    let actions = try binder.input("actions", rank: 4)
    let index = try binder.input("index", rank: 2, type: .int32)
    let shape = actions.shape
    try binder.require(
      index.shape[0] == shape[1], "actions \(shape) do not go with an index of \(index.shape)")
    let isAbsolute = try binder.bool("absolute_deviation", default: false)
    let chosen = Double(shape[0] * shape[3] * index.count)
    binder.forward(
      try refit(
        actions: actions, index: index, spread: isAbsolute ? .absoluteDeviation : .standardDeviation,
        mean: binder.output("mean", [shape[0], shape[1], shape[3]]),
        deviation: binder.output("deviation", [shape[0], shape[1], shape[3]]), context: binder.context),
      work: Work(flops: 4 * chosen, bytes: 8 * chosen))
  }
}
