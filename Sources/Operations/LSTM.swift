import Device

/// A long short-term memory cell's step (Hochreiter and Schmidhuber 1997, with forget gate).
///
/// Shapes: input [rows, inputs], hidden and cell [rows, units], gates stacked i, f, g, o.
package enum LSTM {
  package static func forward(
    input: DeviceArray, hidden: DeviceArray, cell: DeviceArray, parameters: RecurrentParameters,
    newHidden: DeviceArray, newCell: DeviceArray, savedGates: DeviceArray, context: OperationContext
  ) throws -> [any Launch] {
    let (rows, units) = (hidden.shape[0], hidden.shape[1])
    precondition(
      savedGates.shape == [rows, 4 * units], "saved gates of \(savedGates.shape) for \(hidden.shape)")
    let gates = try context.makeArray([rows, 4 * units])
    return try Linear.forward(
      input: input, weight: parameters.weightInput, bias: parameters.biasInput, output: gates,
      context: context)
      + Product(
        m: rows, n: 4 * units, k: units, left: hidden, right: parameters.weightHidden, rightSource: .columns,
        output: gates, accumulates: true
      ).launches(context)
      + gatesForward(
        gates: gates, bias: parameters.biasHidden, cell: cell, newHidden: newHidden, newCell: newCell,
        savedGates: savedGates, context: context)
  }

  /// The new state from the sum of both products.
  ///
  /// Shapes: gates, savedGates [rows, 4 · units]; bias [4 · units], added to the gates; others [rows, units].
  package static func gatesForward(
    gates: DeviceArray, bias: DeviceArray, cell: DeviceArray, newHidden: DeviceArray, newCell: DeviceArray,
    savedGates: DeviceArray, context: OperationContext
  ) throws -> [any Launch] {
    [
      try RecurrentCell.gates(
        "lstm_gates_forward", in: "lstm", [gates, bias, cell, newHidden, newCell, savedGates],
        rows: cell.shape[0], units: cell.shape[1], context: context)
    ]
  }

  /// Assigns the gradients of the gates and of the cell.
  ///
  /// Shapes: savedGates, gatesGradient [rows, 4 · units]; others [rows, units].
  package static func gatesBackward(
    savedGates: DeviceArray, cell: DeviceArray, newCell: DeviceArray, newHiddenGradient: DeviceArray,
    newCellGradient: DeviceArray, gatesGradient: DeviceArray, cellGradient: DeviceArray,
    context: OperationContext
  ) throws -> [any Launch] {
    [
      try RecurrentCell.gates(
        "lstm_gates_backward", in: "lstm",
        [savedGates, cell, newCell, newHiddenGradient, newCellGradient, gatesGradient, cellGradient],
        rows: cell.shape[0], units: cell.shape[1], context: context)
    ]
  }

  /// Gradients of input, hidden and cell are assigned, those of parameters added to; nil where one is not wanted.
  package static func backward(
    input: DeviceArray, hidden: DeviceArray, cell: DeviceArray, parameters: RecurrentParameters,
    newCell: DeviceArray, savedGates: DeviceArray, newHiddenGradient: DeviceArray,
    newCellGradient: DeviceArray,
    inputGradient: DeviceArray?, hiddenGradient: DeviceArray?, cellGradient: DeviceArray?,
    parameterGradients: RecurrentGradients, context: OperationContext
  ) throws -> [any Launch] {
    let (rows, units) = (hidden.shape[0], hidden.shape[1])
    let gates = try context.makeArray([rows, 4 * units])
    let cellGradient = try cellGradient ?? context.makeArray([rows, units])
    return try gatesBackward(
      savedGates: savedGates, cell: cell, newCell: newCell, newHiddenGradient: newHiddenGradient,
      newCellGradient: newCellGradient, gatesGradient: gates, cellGradient: cellGradient, context: context)
      + RecurrentCell.backward(
        input: input, hidden: hidden, parameters: parameters, inputGates: gates, hiddenGates: gates,
        inputGradient: inputGradient, hiddenGradient: hiddenGradient, addsHidden: false,
        parameterGradients: parameterGradients, context: context)
  }

  static let definitions = [
    OperationDefinition("lstm_cell", candidates: Candidate.allCases) { binder in
      let input = try binder.input("input", rank: 2)
      let hidden = try binder.input("hidden", rank: 2)
      let cell = try binder.input("cell", rank: 2)
      let (rows, units) = (hidden.shape[0], hidden.shape[1])
      try binder.require(
        input.shape[0] == rows && cell.shape == hidden.shape,
        "an input of shape \(input.shape) and a cell of \(cell.shape) do not fit a hidden state of \(hidden.shape)"
      )
      let parameters = try RecurrentCell.parameters(binder, inputs: input.shape[1], units: units, gates: 4)
      let newHidden = try binder.output("hidden", [rows, units])
      let newCell = try binder.output("cell", [rows, units])
      let savedGates = try binder.context.makeArray([rows, 4 * units])
      let work = RecurrentCell.work(parameters, rows: rows)
      binder.forward(
        try forward(
          input: input, hidden: hidden, cell: cell, parameters: parameters, newHidden: newHidden,
          newCell: newCell,
          savedGates: savedGates, context: binder.context), work: work)
      guard binder.differentiates else { return }
      binder.backward(
        try backward(
          input: input, hidden: hidden, cell: cell, parameters: parameters, newCell: newCell,
          savedGates: savedGates, newHiddenGradient: binder.cotangent("hidden"),
          newCellGradient: binder.cotangent("cell"), inputGradient: binder.gradient("input"),
          hiddenGradient: binder.gradient("hidden"), cellGradient: binder.gradient("cell"),
          parameterGradients: RecurrentCell.gradients(binder), context: binder.context), work: work.times(2))
    }
  ]
}
