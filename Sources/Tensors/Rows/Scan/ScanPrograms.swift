import Operations

/// The kernels of a scan and of its gradient, and the values that they exchange. Immutable.
final class ScanPrograms: Sendable {
  let forward: ScanKernel
  let backward: ScanKernel
  let form: RowForm
  let steps: Int
  let rows: Int
  let outputCount: Int
  /// The tensors that depend on variables and constants alone, each in a graph of its own.
  let parameters: [Tensor]
  /// The shapes of a row.
  let carry: [[Int]]
  let inputs: [[Int]]
  let constants: [[Int]]
  /// The values that the backward kernel is given.
  let given: [ScanValue]
  /// The indices of the inputs' gradients among the backward kernel's outputs; nil for inputs without one.
  let inputGradients: [Int?]
  let accumulations: [Accumulation]

  /// A part of a parameter's gradient, computed from arrays of all steps.
  struct Accumulation: Sendable {
    let parameter: Int
    let operation: any AccumulatingOperation
    let inputs: [Source]
  }

  enum Source: Sendable {
    case given(ScanValue)
    /// The index among the backward kernel's outputs.
    case stored(Int)
  }

  init(_ trace: ScanTrace, steps: Int, rows: Int, form: RowForm) throws(RowFault) {
    (self.form, self.steps, self.rows) = (form, steps, rows)
    func rowShape(_ tensor: Tensor) -> [Int] { Array(tensor.shape.dropFirst()) }
    carry = trace.carry.map { rowShape($0.before) }
    inputs = trace.inputs.map(rowShape)
    constants = trace.constants.map(rowShape)
    outputCount = trace.outputs.count
    let residuals = trace.residuals.map { Tensor(graph: trace.graph, value: $0) }
    forward = try ScanKernel(
      ScanKernel.Step(
        graph: trace.graph,
        carry: trace.carry.enumerated().map { (ScanValue(.carry, $0.offset).name, $0.element.after) },
        given: trace.inputs.indices.map { ScanValue(.input, $0).name }
          + trace.constants.indices.map { ScanValue(.constant, $0).name },
        outputs: trace.outputs + residuals), steps: steps, rows: rows, isBackward: false, form: form)
    parameters = trace.parameters.map { value in
      let graph = Graph()
      return Tensor(graph: graph, value: graph.copy([value], of: trace.graph)[0])
    }
    let step = ScanBackwardStep(trace)
    backward = try ScanKernel(step.kernelStep, steps: steps, rows: rows, isBackward: true, form: form)
    given = step.given
    inputGradients = step.inputGradients
    accumulations = step.accumulations
  }

  /// The size of the larger of both tiles, in numbers.
  var tileCount: Int { max(forward.tileCount, backward.tileCount) }
}
