import Device
import Operations

/// All steps of a scan. Inputs: the kernel's parameters, values computed from variables (for the gradient),
/// the values carried into the first step, and the inputs of the steps. Outputs: those of the scan, then
/// those that its gradient reads.
struct RowScanOperation: TensorOperation {
  let programs: ScanPrograms

  var name: String { "row_scan" }

  static func == (a: RowScanOperation, b: RowScanOperation) -> Bool { a.programs === b.programs }
  func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(programs)) }

  private var firstCarry: Int { 1 + programs.parameters.count }
  private var firstInput: Int { firstCarry + programs.carry.count }
  private var firstConstant: Int { firstInput + programs.inputs.count }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    let (rows, all) = (programs.rows, programs.steps * programs.rows)
    let expected =
      programs.carry.map { [rows] + $0 } + (programs.inputs + programs.constants).map { [all] + $0 }
    let given = inputs.dropFirst(firstCarry).map(\.shape)
    precondition(given == expected, "row_scan of \(given), but its steps take \(expected)")
    return programs.forward.shapes.map { TensorType([all] + $0) }
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    let arrays = [inputs[0]] + inputs.dropFirst(firstCarry) + outputs
    return [try programs.forward.launch(arrays, isBackward: false, context: context)]
  }

  func differentiate(_ gradients: Differentiation) {
    let (graph, inputs, outputs) = (gradients.graph, gradients.inputs, gradients.outputs)
    func array(_ value: ScanValue) -> Tensor {
      switch value.kind {
      case .input: inputs[firstInput + value.index]
      case .constant: inputs[firstConstant + value.index]
      case .residual: outputs[programs.outputCount + value.index]
      case .cotangent: gradients.outputGradients[value.index] ?? graph.zeros(outputs[value.index].shape)
      case .carry, .carryCotangent: preconditionFailure("\(value.name) is no array of all steps")
      }
    }
    let results = graph.add(
      RowScanGradient(programs: programs),
      [graph.adopt(programs.backward.parameters)] + programs.given.map(array))
    let stored = programs.backward.shapes.count
    for (index, place) in programs.inputGradients.enumerated() {
      if let place { gradients.add(results[place], to: firstInput + index) }
    }
    for index in programs.carry.indices { gradients.add(results[stored + index], to: firstCarry + index) }
    for part in programs.accumulations {
      let arrays = part.inputs.map { source in
        switch source {
        case .given(let value): array(value)
        case .stored(let place): results[place]
        }
      }
      gradients.accumulate(part.operation, arrays, to: 1 + part.parameter)
    }
  }

  func work(inputs: [TensorType], outputs: [TensorType]) -> Work {
    programs.forward.work([inputs[0]] + inputs.dropFirst(firstCarry), outputs, steps: programs.steps)
  }
}
