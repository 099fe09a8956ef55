import Device
import Operations

/// The gates of a gated recurrent unit. Inputs: input gates [rows, 3 · units], hidden gates [rows, 3 · units]
/// and the state [rows, units]. Outputs: the new state, and saved gates for the gradient.
struct GRUGates: TensorOperation {
  var name: String { "gru_gates" }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    let (rows, units) = (inputs[2].shape.first ?? 0, inputs[2].shape.last ?? 0)
    precondition(
      inputs[2].shape == [rows, units] && inputs[0].shape == [rows, 3 * units]
        && inputs[1].shape == inputs[0].shape,
      "gru_gates: input gates \(inputs[0]), hidden gates \(inputs[1]), state \(inputs[2])")
    return [inputs[2], inputs[0]]
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try GRU.gatesForward(
      inputGates: inputs[0], hiddenGates: inputs[1], hidden: inputs[2], output: outputs[0],
      savedGates: outputs[1], context: context)
  }

  func differentiate(_ gradients: Differentiation) {
    let (inputs, outputs) = (gradients.inputs, gradients.outputs)
    let parts = gradients.graph.add(
      GRUGatesGradient(), [outputs[1], inputs[1], inputs[2], gradients.outputGradient])
    for (index, part) in parts.enumerated() { gradients.add(part, to: index) }
  }
}

/// The gradients of input gates, hidden gates and state. Inputs: saved gates, hidden gates, state and
/// outputGradient.
struct GRUGatesGradient: TensorOperation {
  var name: String { "gru_gates_backward" }

  func outputs(of inputs: [TensorType]) -> [TensorType] { [inputs[0], inputs[0], inputs[2]] }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try GRU.gatesBackward(
      savedGates: inputs[0], hiddenGates: inputs[1], hidden: inputs[2], outputGradient: inputs[3],
      inputGatesGradient: outputs[0], hiddenGatesGradient: outputs[1], hiddenGradient: outputs[2],
      context: context)
  }
}

/// The gates of a long short-term memory. Inputs: the products' sum [rows, 4 · units], a bias [4 · units] and
/// the cell [rows, units]. Outputs: the new hidden state, the new cell, and saved gates for the gradient.
struct LSTMGates: TensorOperation {
  var name: String { "lstm_gates" }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    let (rows, units) = (inputs[2].shape.first ?? 0, inputs[2].shape.last ?? 0)
    precondition(
      inputs[2].shape == [rows, units] && inputs[0].shape == [rows, 4 * units]
        && inputs[1].shape == [4 * units],
      "lstm_gates: gates \(inputs[0]), bias \(inputs[1]), cell \(inputs[2])")
    return [inputs[2], inputs[2], inputs[0]]
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try LSTM.gatesForward(
      gates: inputs[0], bias: inputs[1], cell: inputs[2], newHidden: outputs[0], newCell: outputs[1],
      savedGates: outputs[2], context: context)
  }

  func differentiate(_ gradients: Differentiation) {
    let (inputs, outputs) = (gradients.inputs, gradients.outputs)
    let zeros = gradients.graph.zeros(inputs[2].shape)
    let parts = gradients.graph.add(
      LSTMGatesGradient(),
      [
        outputs[2], inputs[2], outputs[1], gradients.outputGradients[0] ?? zeros,
        gradients.outputGradients[1] ?? zeros,
      ])
    gradients.add(parts[0], to: 0)
    gradients.accumulate(BiasGradient(), [parts[0]], to: 1)
    gradients.add(parts[1], to: 2)
  }
}

/// The gradients of gates and cell. Inputs: saved gates, cell, new cell and both outputs' gradients.
struct LSTMGatesGradient: TensorOperation {
  var name: String { "lstm_gates_backward" }

  func outputs(of inputs: [TensorType]) -> [TensorType] { [inputs[0], inputs[1]] }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try LSTM.gatesBackward(
      savedGates: inputs[0], cell: inputs[1], newCell: inputs[2], newHiddenGradient: inputs[3],
      newCellGradient: inputs[4], gatesGradient: outputs[0], cellGradient: outputs[1], context: context)
  }
}

extension Tensor {
  /// The new state of a gated recurrent unit, with the reset gate after the recurrent product (cuDNN's
  /// variant), from both products including biases. Gates are stacked in the order r, z, n.
  ///
  /// Shapes: inputGates, hiddenGates [rows, 3 · units], hidden [rows, units] → [rows, units].
  package static func gruGates(input: Tensor, hiddenGates: Tensor, hidden: Tensor) -> Tensor {
    hidden.graph.add(GRUGates(), [input, hiddenGates, hidden])[0]
  }

  /// The new hidden state and cell of a long short-term memory. Gates are stacked in the order i, f, g, o.
  ///
  /// Shapes: gates [rows, 4 · units], bias [4 · units], cell [rows, units] → hidden and cell [rows, units].
  package static func lstmGates(_ gates: Tensor, bias: Tensor, cell: Tensor) -> (hidden: Tensor, cell: Tensor)
  {
    let outputs = cell.graph.add(LSTMGates(), [gates, bias, cell])
    return (outputs[0], outputs[1])
  }
}
