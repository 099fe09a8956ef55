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
