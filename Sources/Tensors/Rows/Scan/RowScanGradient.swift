import Device
import Operations

/// All steps of a scan's gradient, from the last to the first. Inputs: the kernel's parameters, and the
/// arrays that it is given. Outputs: the arrays that each step stores, then the gradients of the values
/// carried into the first step.
struct RowScanGradient: TensorOperation {
  let programs: ScanPrograms

  var name: String { "row_scan_backward" }

  static func == (a: RowScanGradient, b: RowScanGradient) -> Bool { a.programs === b.programs }
  func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(programs)) }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    programs.backward.shapes.map { TensorType([programs.steps * programs.rows] + $0) }
      + programs.carry.map { TensorType([programs.rows] + $0) }
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    [try programs.backward.launch(inputs + outputs, isBackward: true, context: context)]
  }

  func work(inputs: [TensorType], outputs: [TensorType]) -> Work {
    programs.backward.work(inputs, outputs, steps: programs.steps)
  }
}
