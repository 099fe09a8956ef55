import Device

/// The population of candidate plans in the cross-entropy method (Hafner et al. 2019, algorithm 2): sampling
/// it, selecting its best candidates, and fitting the next distribution to them. Plans of different
/// environments never mix.
///
/// Shapes: actions [steps, environments, candidates, dimensions]; their mean and deviation [steps,
/// environments, dimensions].
package enum PlanningPopulation {
  /// The formula by which the selected candidates' actions give the next deviation.
  package enum Spread: String, Sendable, Codable, CaseIterable {
    /// √(Σ (a − μ)² / K), the population's standard deviation, as in the authors' code.
    case standardDeviation
    /// Σ |a − μ| / (K − 1), as in algorithm 2; 0 if K is 1.
    case absoluteDeviation
  }

  /// The distribution of candidates: mean + deviation · noise, with each dimension clipped to `low` and
  /// `high` [dimensions].
  package struct Distribution {
    package let mean: DeviceArray
    package let deviation: DeviceArray
    package let low: DeviceArray
    package let high: DeviceArray

    package init(mean: DeviceArray, deviation: DeviceArray, low: DeviceArray, high: DeviceArray) {
      self.mean = mean
      self.deviation = deviation
      self.low = low
      self.high = high
    }
  }

  /// actions = clip(mean + deviation · noise), for standard normal noise [steps, environments, candidates,
  /// dimensions]. Both may be the same array.
  package static func sample(
    _ distribution: Distribution, noise: DeviceArray, actions: DeviceArray, context: OperationContext
  ) throws -> [any Launch] {
    let shape = noise.shape
    precondition(shape.count == 4 && actions.shape == shape, "planning_sample: \(shape) to \(actions.shape)")
    let (candidates, dimensions) = (shape[2], shape[3])
    let (mean, deviation) = (distribution.mean, distribution.deviation)
    let (low, high) = (distribution.low, distribution.high)
    precondition(
      mean.shape == [shape[0], shape[1], dimensions] && deviation.shape == mean.shape
        && low.shape == [dimensions] && high.shape == low.shape,
      "planning_sample: noise \(shape), mean \(mean.shape), deviation \(deviation.shape), bounds \(low.shape) and \(high.shape)"
    )
    return [
      try launch(
        "planning_sample", [mean, deviation, noise, low, high, actions].map(Argument.array),
        [candidates, dimensions], candidates: candidates, rows: shape[0] * shape[1], context: context)
    ]
  }

  /// The indices of each environment's largest returns in descending order. Among equal returns the smaller
  /// index comes first, and NaN is worse than any number.
  ///
  /// Shapes: returns [environments, candidates], index [environments, top], int32, with top ≤ candidates.
  package static func top(returns: DeviceArray, index: DeviceArray, context: OperationContext) throws
    -> [any Launch]
  {
    precondition(
      returns.shape.count == 2 && index.shape.count == 2 && index.shape[0] == returns.shape[0]
        && index.shape[1] <= returns.shape[1] && index.type == .int32,
      "planning_top: returns \(returns.shape), index \(index.shape) of \(index.type)")
    return [
      try launch(
        "planning_top", [.array(returns), .array(index)], [returns.shape[1], index.shape[1]],
        candidates: returns.shape[1], rows: returns.shape[0], context: context)
    ]
  }

  /// The mean and the spread of the candidates at `index` [environments, top], int32, each in 0..<candidates.
  package static func refit(
    actions: DeviceArray, index: DeviceArray, spread: Spread, mean: DeviceArray, deviation: DeviceArray,
    context: OperationContext
  ) throws -> [any Launch] {
    let (shape, top) = (actions.shape, index.shape.last ?? 0)
    precondition(
      shape.count == 4 && index.shape == [shape[1], top] && top > 0 && index.type == .int32
        && mean.shape == [shape[0], shape[1], shape[3]] && deviation.shape == mean.shape,
      "planning_refit: actions \(shape), index \(index.shape) of \(index.type), mean \(mean.shape), deviation \(deviation.shape)"
    )
    let blocks = shape[3].divided(by: context.choose() == .vector ? 16 : 1)
    let workGroups = RowWorkGroups(
      rows: shape[0] * shape[1] * blocks, columns: top, block: 1, context: context)
    return [
      try workGroups.launch(
        "planning_refit", in: "planning",
        [actions, index, mean, deviation].map(Argument.array)
          + [shape[1], shape[2], shape[3], top, spread == .absoluteDeviation ? 1 : 0].map(Argument.int),
        context: context)
    ]
  }

  /// The number of candidates of a work-item on CPUs; on GPUs it is 1.
  private static let chunk = 128

  /// Binds a kernel over candidates and `rows`.
  private static func launch(
    _ kernel: String, _ arrays: [Argument], _ sizes: [Int], candidates: Int, rows: Int,
    context: OperationContext
  ) throws -> any Launch {
    let vector = context.choose() == .vector
    return try context.launch(
      kernel,
      in: Program(["work_group", "planning"], macros: vector ? ["WIDTH": "16", "CHUNK": "\(chunk)"] : [:]),
      arrays + sizes.map(Argument.int), items: [candidates.divided(by: vector ? chunk : 1), rows],
      local: [vector ? 1 : 64, 1])
  }
}
