import Device
import Operations

/// Candidate plans drawn around a mean. Inputs: mean, deviation [steps, environments, dimensions], noise
/// [steps, environments, candidates, dimensions], low and high [dimensions].
struct PlanSample: TensorOperation {
  var name: String { "planning_sample" }
  var memory: MemoryUse { .reuses(inputs: [2], output: 0) }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    let noise = inputs[2].shape
    precondition(
      noise.count == 4 && inputs[0].shape == [noise[0], noise[1], noise[3]] && inputs[1] == inputs[0]
        && inputs[3].shape == [noise[3]] && inputs[4] == inputs[3],
      "planning_sample: mean \(inputs[0]), deviation \(inputs[1]), noise \(inputs[2]), bounds \(inputs[3]) and \(inputs[4])"
    )
    return [inputs[2]]
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try PlanningPopulation.sample(
      .init(mean: inputs[0], deviation: inputs[1], low: inputs[3], high: inputs[4]), noise: inputs[2],
      actions: outputs[0], context: context)
  }
}

/// The indices of the largest returns: [environments, candidates] → [environments, top], int32.
struct PlanTop: TensorOperation {
  let top: Int

  var name: String { "planning_top" }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    let shape = inputs[0].shape
    precondition(shape.count == 2 && 1...shape[1] ~= top, "planning_top: \(top) of returns \(inputs[0])")
    return [TensorType([shape[0], top], .int32)]
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try PlanningPopulation.top(returns: inputs[0], index: outputs[0], context: context)
  }
}

/// The mean and the spread, [steps, environments, dimensions], of selected candidates. Inputs: actions
/// [steps, environments, candidates, dimensions] and indices [environments, top], int32.
struct PlanRefit: TensorOperation {
  let spread: PlanningPopulation.Spread

  var name: String { "planning_refit" }

  func takes(_ element: ElementType, at index: Int) -> Bool { element == (index == 1 ? .int32 : .float32) }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    let shape = inputs[0].shape
    precondition(
      shape.count == 4 && inputs[1].shape.count == 2 && inputs[1].shape[0] == shape[1],
      "planning_refit: actions \(inputs[0]), places \(inputs[1])")
    let type = TensorType([shape[0], shape[1], shape[3]])
    return [type, type]
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try PlanningPopulation.refit(
      actions: inputs[0], index: inputs[1], spread: spread, mean: outputs[0], deviation: outputs[1],
      context: context)
  }

  func work(inputs: [TensorType], outputs: [TensorType]) -> Work {
    Work(bytes: Double(inputs[1].shape[1] * outputs[0].byteCount + inputs[1].byteCount))
  }
}

/// Planning by the cross-entropy method (Hafner et al. 2019, algorithm 2). None of these operations has a
/// gradient.
extension Tensor {
  /// Candidate plans self + deviation · noise, clipped to `low` and `high`.
  ///
  /// Shapes: self and deviation [steps, environments, dimensions], noise and result [steps, environments,
  /// candidates, dimensions], low and high [dimensions].
  package func sampledPlans(deviation: Tensor, noise: Tensor, low: Tensor, high: Tensor) -> Tensor {
    graph.apply(PlanSample(), self, deviation, noise, low, high)
  }

  /// The indices of each row's `count` largest elements in descending order, among equal ones the smaller
  /// index first, and NaN last: [rows, columns] → [rows, count], int32.
  package func topPlaces(_ count: Int) -> Tensor { graph.apply(PlanTop(top: count), self) }

  /// The mean and the spread, each [steps, environments, dimensions], of the candidates of self [steps,
  /// environments, candidates, dimensions] at `places` [environments, top], int32.
  package func refittedPlans(at places: Tensor, spread: PlanningPopulation.Spread) -> (
    mean: Tensor, deviation: Tensor
  ) {
    let outputs = graph.add(PlanRefit(spread: spread), [self, places])
    return (outputs[0], outputs[1])
  }
}
