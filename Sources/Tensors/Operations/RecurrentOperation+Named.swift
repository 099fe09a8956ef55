import Operations

/// Recurrent cells. Inputs: input, hidden, and parameters with PyTorch's names.
extension GRUGates {
  static let named = [
    NamedOperation("gru_cell", variants: KernelVariant.allCases) { trace in
      let input = try trace.input("input", rank: 2)
      let hidden = try trace.input("hidden", rank: 2)
      try trace.request.require(
        input.shape[0] == hidden.shape[0],
        "an input of shape \(input.shape) does not fit a hidden state of \(hidden.shape)")
      let parameters = try Parameters(trace, inputs: input.shape[1], units: hidden.shape[1], gates: 3)
      try trace.check([input.shape[0], 3 * hidden.shape[1]])
      try trace.output(
        .gruGates(
          input: input.linear(parameters.weightInput, bias: parameters.biasInput),
          hiddenGates: hidden.linear(parameters.weightHidden, bias: parameters.biasHidden), hidden: hidden))
    },
    NamedOperation("lstm_cell", variants: KernelVariant.allCases) { trace in
      let input = try trace.input("input", rank: 2)
      let hidden = try trace.input("hidden", rank: 2)
      let cell = try trace.input("cell", rank: 2)
      try trace.request.require(
        input.shape[0] == hidden.shape[0] && cell.shape == hidden.shape,
        "an input of shape \(input.shape) and a cell of \(cell.shape) do not fit a hidden state of \(hidden.shape)"
      )
      let parameters = try Parameters(trace, inputs: input.shape[1], units: hidden.shape[1], gates: 4)
      try trace.check([input.shape[0], 4 * hidden.shape[1]])
      let gates =
        input.linear(parameters.weightInput, bias: parameters.biasInput)
        + hidden.linear(parameters.weightHidden)
      let results = Tensor.lstmGates(gates, bias: parameters.biasHidden, cell: cell)
      try trace.output(results.hidden, "hidden")
      try trace.output(results.cell, "cell")
    },
  ]

  /// The parameters of a cell, with `gates` stacked gates.
  private struct Parameters {
    let weightInput: Tensor
    let weightHidden: Tensor
    let biasInput: Tensor
    let biasHidden: Tensor

    init(_ trace: OperationTrace, inputs: Int, units: Int, gates: Int) throws {
      weightInput = try trace.parameter("weight_ih", rank: 2)
      weightHidden = try trace.parameter("weight_hh", rank: 2)
      biasInput = try trace.parameter("bias_ih", rank: 1)
      biasHidden = try trace.parameter("bias_hh", rank: 1)
      try trace.request.require(
        weightInput.shape == [gates * units, inputs] && weightHidden.shape == [gates * units, units]
          && biasInput.shape == [gates * units] && biasHidden.shape == [gates * units],
        "weights of shapes \(weightInput.shape) and \(weightHidden.shape) and biases of \(biasInput.shape) and \(biasHidden.shape) do not fit \(gates) gates, \(inputs) inputs and \(units) units"
      )
    }
  }
}
