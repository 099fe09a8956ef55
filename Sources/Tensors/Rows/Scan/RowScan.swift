import Device

/// A computation that continues from step to step and treats each row separately. All steps run in one
/// launch, and all steps of its gradient in another; in each, a work-group takes a tile of rows through all
/// steps.
///
/// What does not depend on the previous step is better computed outside of the scan, for all steps at once.
/// So are the gradients of parameters, from what the launches store.
package struct RowScan {
  /// Traces one step of some rows: from the carried values, the step's inputs and its constants, all [rows,
  /// ...], to the next carried values and the step's outputs.
  package typealias Step = (_ graph: Graph, _ carry: [Tensor], _ inputs: [Tensor], _ constants: [Tensor]) -> (
    carry: [Tensor], outputs: [Tensor]
  )

  let steps: Int
  let rows: Int
  let outputCount: Int
  private let programs: ScanPrograms

  /// A scan of `steps` steps of `rows` rows. The shapes are those of a row of the carried values, the inputs
  /// of each step, and its constants, which have no gradient.
  ///
  /// Throws if an operation has no row form, if the gradient of a parameter is not a sum over rows, or if a
  /// row does not fit a GPU's local memory.
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

  /// The outputs of all steps, each [steps · rows, ...], from the values carried into the first step [rows,
  /// ...], and the inputs and constants of all steps [steps · rows, ...].
  package func callAsFunction(carry: [Tensor], inputs: [Tensor], constants: [Tensor] = []) -> [Tensor] {
    let graph = (carry + inputs)[0].graph
    let parameters = programs.parameters.map(graph.adopt)
    let operation = RowScanOperation(programs: programs)
    let all = [graph.adopt(programs.forward.parameters)] + parameters + carry + inputs + constants
    return Array(graph.add(operation, all).prefix(outputCount))
  }
}
