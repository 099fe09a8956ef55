import Common
import Device
import Networks
import Operations
import Tensors

/// Runs cases of optimizers through the training step that trains models.
struct OptimizerCaseRunner {
  let queue: any Queue
  let context: OperationContext

  /// Takes all steps of the case with a loss that has the case's gradients, and compares the parameters.
  ///
  /// Throws `OperationError` if the case does not fit.
  func run(_ conformanceCase: ConformanceCase, into result: inout CaseResult) throws {
    let optimizer = try OptimizerCase(conformanceCase.request, device: context.device.info)
    let shapes = Dictionary(uniqueKeysWithValues: optimizer.parameters.map { ($0.name, $0.shape) })
    result.failures = conformanceCase.outputs.sorted { $0.key < $1.key }.compactMap { name, expected in
      guard let shape = shapes[name] else { return "the operation has no output \(name.quoted)" }
      return shape == expected.shape && expected.type == .float32
        ? nil : "the output \(name.quoted) has shape \(shape) of float32, expected \(expected.shape)"
    }
    guard result.failures.isEmpty else { return }

    let builder = ModelBuilder()
    let pass = Pass(Graph(), isTraining: true)
    var inputs: [ModelInput] = []
    var loss = pass.graph.zeros([])
    for (name, shape) in optimizer.parameters {
      let parameter = builder.add(
        name, shape: shape, role: .parameter(decays: true), initializer: .zeros)
      let input = ModelInput(name, shape)
      inputs.append(input)
      loss = loss + (pass.value(of: parameter) * input.tensor(in: pass.graph)).sum()
    }
    let store = try ModelStore(builder, device: context.device)
    try store.set(
      Dictionary(
        uniqueKeysWithValues: optimizer.parameters.map {
          ($0.name, conformanceCase.inputs[$0.name]!.floats())
        }
      ))
    let step = try TrainingStep(
      TracedLoss(loss: loss, inputs: inputs, pass: pass), store: store,
      optimization: .init(optimizer.rule, maximumNorm: optimizer.maximumNorm), context: context)
    try step.executable.fillArena(pattern: Float.nan.bitPattern, on: queue)
    for number in 0..<optimizer.steps {
      try step.run(on: queue, step: UInt64(number), learningRate: Double(optimizer.learningRate)) { feed in
        for (name, _) in optimizer.parameters {
          feed.set(name, to: conformanceCase.inputs[OptimizerCase.gradient(name, number)]!.floats())
        }
      }
    }
    try queue.finish()
    let values = try store.values()
    for (name, expected) in conformanceCase.outputs.sorted(by: { $0.key < $1.key }) {
      result.compareForward(
        values[name]!.map(Double.init), name, expected.doubles, conformanceCase.tolerance)
    }
  }
}
