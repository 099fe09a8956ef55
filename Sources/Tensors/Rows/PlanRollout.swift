import Device
import Operations

/// Draws and evaluates plans by a program that was made for it. Inputs: parameters, mean, deviation [steps,
/// environments, dimensions], low, high [dimensions], the parts of the state [environments, ...] and, if
/// noise is given, that of the actions and that of the model. Outputs: actions [steps, environments,
/// candidates, dimensions] and returns [environments, candidates].
struct PlanRollout: TensorOperation {
  let kernel: Program
  let sizes: RolloutProgram.Sizes
  let form: RowForm
  /// The numbers of the draws; empty if noise is given.
  let draws: [UInt32]
  /// The number of floats of global memory for all tiles together.
  let spillCount: Int
  let flops: Double

  var name: String { "plan_rollout" }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    let shape = [sizes.steps, sizes.environments, sizes.dimensions]
    precondition(
      inputs[1].shape == shape && inputs[2].shape == shape && inputs[3].shape == [sizes.dimensions]
        && inputs[4].shape == [sizes.dimensions],
      "plan_rollout: mean \(inputs[1]), deviation \(inputs[2]), bounds \(inputs[3]) and \(inputs[4])")
    return [
      TensorType([sizes.steps, sizes.environments, sizes.candidates, sizes.dimensions]),
      TensorType([sizes.environments, sizes.candidates]),
    ]
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    var arguments = (inputs + outputs).map(Argument.array)
    if spillCount > 0 { arguments.append(.array(try context.makeArray([spillCount]))) }
    arguments += drawArguments(draws, of: name, context)
    return [
      try context.launch(
        "plan_rollout", in: kernel, arguments, items: [sizes.rows.divided(by: form.rows) * form.group],
        local: [form.group])
    ]
  }

  func work(inputs: [TensorType], outputs: [TensorType]) -> Work {
    productWork(inputs, outputs, flops: flops)
  }
}
