import Device

/// A step of a long short-term memory cell (Hochreiter and Schmidhuber 1997, with a forget gate).
///
/// Shapes: input [rows, inputs], hidden and cell [rows, units], with gates stacked in the order i, f, g, o.
package enum LSTM {
  /// The new hidden state and cell, from the sum of both products.
  ///
  /// Shapes: gates, savedGates [rows, 4 · units]; bias [4 · units], which is added to the gates; others
  /// [rows, units].
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
}
