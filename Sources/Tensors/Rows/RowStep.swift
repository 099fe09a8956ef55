import Device
import Operations

/// A computation that treats each row separately, in one launch: from all inputs of a row to all of its
/// outputs.
package struct RowStep {
  /// The computation of some rows, in a graph of its own. All inputs and outputs are [rows, ...].
  package struct Body {
    package let inputs: [(name: String, tensor: Tensor)]
    /// The inputs of standard normal numbers, [rows, count], in the order in which they are drawn.
    package let noise: [(name: String, tensor: Tensor)]
    package let outputs: [Tensor]

    package init(
      inputs: [(name: String, tensor: Tensor)], noise: [(name: String, tensor: Tensor)], outputs: [Tensor]
    ) {
      (self.inputs, self.noise, self.outputs) = (inputs, noise, outputs)
    }
  }

  private let rows: Int
  private let draws: Bool
  private let noiseCount: Int
  private let parameters: Tensor
  private let operation: ([UInt32]) -> RowStepOperation

  /// Makes the step that `trace` traces for a number of rows. With `draws` the device draws the noise,
  /// otherwise it is given.
  ///
  /// Throws if an operation has no row form, or if a single row does not fit a GPU's local memory.
  package init(rows: Int, draws: Bool, info: DeviceInfo, trace: (_ rows: Int) -> Body) throws(RowFault) {
    func emission(_ form: RowForm) throws(RowFault) -> RowStepEmission {
      try RowStepEmission(rows: rows, draws: draws, form: form, body: trace(form.rows))
    }
    let single = try emission(RowForm(info: info))
    guard let form = RowForm.plans(count: rows, bytes: 4 * single.tileCount, info: info) else {
      throw RowFault(
        "a row takes \(4 * single.tileCount) bytes, but a work-group has \(single.code.form.localBytes)")
    }
    let made = form == single.code.form ? single : try emission(form)
    (self.rows, self.draws) = (rows, draws)
    noiseCount = made.noiseCount
    parameters = made.code.parameterBlock()
    let isLocal = 4 * made.tileCount <= form.localBytes
    let kernel = made.kernel(isLocal: isLocal)
    let flops = made.code.parts.reduce(0) { $0 + $1.flops } * Double(rows)
    let groups = rows.divided(by: form.rows)
    let shapes = made.shapes.map { [rows] + $0 }
    operation = { draws in
      RowStepOperation(
        kernel: kernel, shapes: shapes, items: groups * form.group, group: form.group, draws: draws,
        spillCount: isLocal ? 0 : groups * made.tileCount, flops: flops)
    }
  }

  /// The outputs for inputs in the body's order. `noise` holds the noise if it is given.
  package func callAsFunction(_ inputs: [Tensor], noise: [Tensor] = []) -> [Tensor] {
    let graph = inputs[0].graph
    precondition(draws ? noise.isEmpty : noise.count == noiseCount, "\(noise.count) inputs of noise")
    let numbers = draws ? (0..<noiseCount).map { _ in graph.nextDraw() } : []
    return graph.add(operation(numbers), [graph.adopt(parameters)] + inputs + noise)
  }
}
