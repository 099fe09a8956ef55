import Device

/// A gated recurrent unit's step, reset gate after the recurrent product (Cho et al. 2014; cuDNN's variant).
///
/// Shapes: input [rows, inputs], hidden and output [rows, units], gates stacked r, z, n.
package enum GRU {
  /// What the forward pass keeps for the backward pass: both [rows, 3 · units].
  package struct Saved {
    package let gates: DeviceArray
    package let hiddenGates: DeviceArray

    package init(rows: Int, units: Int, context: OperationContext) throws {
      gates = try context.makeArray([rows, 3 * units])
      hiddenGates = try context.makeArray([rows, 3 * units])
    }
  }

  package static func forward(
    input: DeviceArray, hidden: DeviceArray, parameters: RecurrentParameters, output: DeviceArray,
    saved: Saved,
    context: OperationContext
  ) throws -> [any Launch] {
    let (rows, units) = (hidden.shape[0], hidden.shape[1])
    let inputGates = try context.makeArray([rows, 3 * units])
    return try Linear.forward(
      input: input, weight: parameters.weightInput, bias: parameters.biasInput, output: inputGates,
      context: context)
      + Linear.forward(
        input: hidden, weight: parameters.weightHidden, bias: parameters.biasHidden,
        output: saved.hiddenGates,
        context: context)
      + gatesForward(
        inputGates: inputGates, hiddenGates: saved.hiddenGates, hidden: hidden, output: output,
        savedGates: saved.gates, context: context)
  }

  /// The new state from both products, biases included.
  ///
  /// Shapes: inputGates, hiddenGates, savedGates [rows, 3 · units]; hidden, output [rows, units].
  package static func gatesForward(
    inputGates: DeviceArray, hiddenGates: DeviceArray, hidden: DeviceArray, output: DeviceArray,
    savedGates: DeviceArray, context: OperationContext
  ) throws -> [any Launch] {
    [
      try RecurrentCell.gates(
        "gru_gates_forward", in: "gru", [inputGates, hiddenGates, hidden, output, savedGates],
        rows: hidden.shape[0], units: hidden.shape[1], context: context)
    ]
  }

  /// Assigns the gradients of both products, and that of the state apart from what comes through its product.
  ///
  /// Shapes: savedGates, hiddenGates and the gates' gradients [rows, 3 · units]; others [rows, units].
  package static func gatesBackward(
    savedGates: DeviceArray, hiddenGates: DeviceArray, hidden: DeviceArray, outputGradient: DeviceArray,
    inputGatesGradient: DeviceArray, hiddenGatesGradient: DeviceArray, hiddenGradient: DeviceArray,
    context: OperationContext
  ) throws -> [any Launch] {
    [
      try RecurrentCell.gates(
        "gru_gates_backward", in: "gru",
        [
          savedGates, hiddenGates, hidden, outputGradient, inputGatesGradient, hiddenGatesGradient,
          hiddenGradient,
        ], rows: hidden.shape[0], units: hidden.shape[1], context: context)
    ]
  }

  /// Gradients of input and hidden are assigned, those of parameters added to; nil where one is not wanted.
  package static func backward(
    input: DeviceArray, hidden: DeviceArray, parameters: RecurrentParameters, saved: Saved,
    outputGradient: DeviceArray, inputGradient: DeviceArray?, hiddenGradient: DeviceArray?,
    parameterGradients: RecurrentGradients, context: OperationContext
  ) throws -> [any Launch] {
    let (rows, units) = (hidden.shape[0], hidden.shape[1])
    let inputGates = try context.makeArray([rows, 3 * units])
    let hiddenGates = try context.makeArray([rows, 3 * units])
    let direct = try hiddenGradient ?? context.makeArray([rows, units])
    return try gatesBackward(
      savedGates: saved.gates, hiddenGates: saved.hiddenGates, hidden: hidden, outputGradient: outputGradient,
      inputGatesGradient: inputGates, hiddenGatesGradient: hiddenGates, hiddenGradient: direct,
      context: context)
      + RecurrentCell.backward(
        input: input, hidden: hidden, parameters: parameters, inputGates: inputGates,
        hiddenGates: hiddenGates,
        inputGradient: inputGradient, hiddenGradient: hiddenGradient, addsHidden: true,
        parameterGradients: parameterGradients, context: context)
  }

  static let definitions = [
    OperationDefinition("gru_cell", candidates: Candidate.allCases) { binder in
      let input = try binder.input("input", rank: 2)
      let hidden = try binder.input("hidden", rank: 2)
      let (rows, units) = (hidden.shape[0], hidden.shape[1])
      try binder.require(
        input.shape[0] == rows,
        "an input of shape \(input.shape) does not fit a hidden state of \(hidden.shape)")
      let parameters = try RecurrentCell.parameters(binder, inputs: input.shape[1], units: units, gates: 3)
      let output = try binder.output("output", [rows, units])
      let saved = try Saved(rows: rows, units: units, context: binder.context)
      let work = RecurrentCell.work(parameters, rows: rows)
      binder.forward(
        try forward(
          input: input, hidden: hidden, parameters: parameters, output: output, saved: saved,
          context: binder.context), work: work)
      guard binder.differentiates else { return }
      binder.backward(
        try backward(
          input: input, hidden: hidden, parameters: parameters, saved: saved,
          outputGradient: binder.cotangent(),
          inputGradient: binder.gradient("input"), hiddenGradient: binder.gradient("hidden"),
          parameterGradients: RecurrentCell.gradients(binder), context: binder.context), work: work.times(2))
    }
  ]
}
