import Operations

extension PlanSample {
  static let named = [
    NamedOperation("planning_sample") { trace in
      let noise = try trace.input("noise", rank: 4, isConstant: true)
      let shape = noise.shape
      let mean = try trace.input("mean", rank: 3, isConstant: true)
      let deviation = try trace.input("deviation", rank: 3, isConstant: true)
      let low = try trace.input("low", rank: 1, isConstant: true)
      let high = try trace.input("high", rank: 1, isConstant: true)
      try trace.request.require(
        mean.shape == [shape[0], shape[1], shape[3]] && deviation.shape == mean.shape
          && low.shape == [shape[3]] && high.shape == low.shape,
        "noise \(shape) does not go with mean \(mean.shape), deviation \(deviation.shape) and bounds \(low.shape) and \(high.shape)"
      )
      try trace.output(mean.sampledPlans(deviation: deviation, noise: noise, low: low, high: high))
    },
    NamedOperation("planning_top") { trace in
      let returns = try trace.input("returns", rank: 2, isConstant: true)
      let count = try trace.request.integer("top")
      try trace.request.require(
        (1...returns.shape[1]).contains(count),
        "the attribute \"top\" is \(count), but must be 1 to the \(returns.shape[1]) variants")
      try trace.output(returns.topPlaces(count))
    },
    NamedOperation("planning_refit") { trace in
      let actions = try trace.input("actions", rank: 4, isConstant: true)
      let index = try trace.input("index", rank: 2, type: .int32)
      try trace.request.require(
        index.shape[0] == actions.shape[1],
        "actions \(actions.shape) do not go with an index of \(index.shape)")
      let isAbsolute = try trace.request.bool("absolute_deviation", default: false)
      let plans = actions.refittedPlans(
        at: index, spread: isAbsolute ? .absoluteDeviation : .standardDeviation)
      try trace.output(plans.mean, "mean")
      try trace.output(plans.deviation, "deviation")
    },
  ]
}
