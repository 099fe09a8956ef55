import Device
import Operations

/// A computation that goes on from step to step and treats each row by itself: all its steps are one launch, and all steps
/// of its gradient another, in which a work-group takes a tile of rows from the first step to the last.
///
/// What does not depend on the step before is better computed for all steps at once, outside of it; so are the gradients of
/// parameters, from what the launches store.
package struct RowScan {
  /// Traces one step of some rows: from what is carried, the step's inputs and its constants, all [rows, ...], to what is
  /// carried on and the step's outputs.
  package typealias Step = (_ graph: Graph, _ carry: [Tensor], _ inputs: [Tensor], _ constants: [Tensor]) -> (
    carry: [Tensor], outputs: [Tensor]
  )

  let steps: Int
  let rows: Int
  let outputCount: Int
  private let programs: ScanPrograms

  /// Of so many steps of so many rows. Shapes are those of a row of what is carried, and of what each step is given:
  /// inputs, and constants, which have no gradient.
  ///
  /// Throws where an operation has no row form, the gradient of a parameter is no sum over rows, or a row has no room in a
  /// GPU's local memory.
  package init(
    steps: Int, rows: Int, carry: [[Int]], inputs: [[Int]], constants: [[Int]] = [], info: DeviceInfo,
    step: Step
  ) throws(RowFault) {
    precondition(steps > 0 && rows > 0, "a scan of \(steps) steps of \(rows) rows")
    (self.steps, self.rows) = (steps, rows)
    func programs(_ form: RowForm) throws(RowFault) -> ScanPrograms {
      let trace = try ScanTrace(
        rows: form.rows, carry: carry, inputs: inputs, constants: constants, step: step)
      return try ScanPrograms(trace, steps: steps, rows: rows, form: form)
    }
    let single = try programs(RowForm(info: info))
    let bytes = 4 * single.tileCount
    guard let form = RowForm.plans(count: rows, bytes: bytes, info: info) else {
      throw RowFault("a row takes \(bytes) bytes, but a work-group has \(single.form.localBytes)")
    }
    self.programs = form == single.form ? single : try programs(form)
    outputCount = self.programs.outputCount
  }

  /// The outputs of all steps, [steps · rows, ...] each, from what is carried into the first step [rows, ...], and what
  /// steps are given [steps · rows, ...].
  package func callAsFunction(carry: [Tensor], inputs: [Tensor], constants: [Tensor] = []) -> [Tensor] {
    let graph = (carry + inputs)[0].graph
    let parameters = programs.parameters.map(graph.adopt)
    let operation = RowScanOperation(programs: programs)
    let all = [graph.adopt(programs.forward.parameters)] + parameters + carry + inputs + constants
    return Array(graph.add(operation, all).prefix(outputCount))
  }
}

/// The kernels of a scan and of its gradient, and what they hand to each other. It never changes.
final class ScanPrograms: Sendable {
  let forward: ScanKernel
  let backward: ScanKernel
  let form: RowForm
  let steps: Int
  let rows: Int
  let outputCount: Int
  /// What is computed of variables and constants alone, each in a graph of its own.
  let parameters: [Tensor]
  /// Shapes of a row.
  let carry: [[Int]]
  let inputs: [[Int]]
  let constants: [[Int]]
  /// What the backward kernel is given.
  let given: [ScanValue]
  /// Places of inputs' gradients among the backward kernel's outputs; nil where there is none.
  let inputGradients: [Int?]
  let accumulations: [Accumulation]

  /// A part of a parameter's gradient, of arrays of all steps.
  struct Accumulation: Sendable {
    let parameter: Int
    let operation: any AccumulatingOperation
    let inputs: [Source]
  }

  enum Source: Sendable {
    case given(ScanValue)
    /// Among the backward kernel's outputs.
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
    let step = BackwardStep(trace)
    backward = try ScanKernel(step.kernelStep, steps: steps, rows: rows, isBackward: true, form: form)
    given = step.given
    inputGradients = step.inputGradients
    accumulations = step.accumulations
  }

  /// Numbers of the larger of both tiles.
  var tileCount: Int { max(forward.tileCount, backward.tileCount) }
}

/// The step of a scan's gradient, in a graph of its own.
private struct BackwardStep {
  let kernelStep: ScanKernel.Step
  let given: [ScanValue]
  let inputGradients: [Int?]
  let accumulations: [ScanPrograms.Accumulation]

  init(_ trace: ScanTrace) {
    var sources: [Value: ScanValue] = [:]
    for (index, value) in trace.residuals.enumerated() { sources[value] = ScanValue(.residual, index) }
    func add(_ kind: ScanValue.Kind, _ tensors: [Tensor]) {
      for (index, tensor) in tensors.enumerated() { sources[tensor.value] = ScanValue(kind, index) }
    }
    add(.input, trace.inputs)
    add(.constant, trace.constants)
    add(.cotangent, trace.outputCotangents)

    var stored: [Value] = []
    func place(_ value: Value) -> Int {
      if let known = stored.firstIndex(of: value) { return known }
      stored.append(value)
      return stored.count - 1
    }
    inputGradients = trace.inputGradients.map { $0.map { place($0.value) } }
    accumulations = trace.accumulations.map { part in
      ScanPrograms.Accumulation(
        parameter: part.parameter, operation: part.operation,
        inputs: part.inputs.map { value in sources[value].map { .given($0) } ?? .stored(place(value)) })
    }

    let graph = Graph()
    var known: [Value: Value] = [:]
    var given: [Value: ScanValue] = [:]
    let zeros = trace.carry.map { graph.zeros($0.before.shape).value }
    // In an order of their own: that of a dictionary differs from process to process, and so would the kernel's text.
    for (value, source) in sources.sorted(by: { $0.value < $1.value }) {
      let tensor = graph.input(source.name, trace.graph.type(of: value).shape)
      known[value] = tensor.value
      given[tensor.value] = source
    }
    for (index, tensor) in trace.carryCotangents.enumerated() {
      known[tensor.value] = graph.input(ScanValue(.carryCotangent, index).name, tensor.shape).value
    }
    let carried = zip(trace.carryGradients, zeros).map { gradient, zeros in
      gradient.map { graph.copy([$0.value], of: trace.graph, known: known)[0] } ?? zeros
    }
    let outputs = graph.copy(stored, of: trace.graph, known: known)
    let read = Set(graph.nodes.flatMap(\.inputs) + carried + outputs)
    self.given = given.filter { read.contains($0.key) }.map(\.value).sorted()
    kernelStep = ScanKernel.Step(
      graph: graph,
      carry: carried.enumerated().map {
        (ScanValue(.carryCotangent, $0.offset).name, Tensor(graph: graph, value: $0.element))
      },
      given: self.given.map(\.name), outputs: outputs.map { Tensor(graph: graph, value: $0) })
  }
}
