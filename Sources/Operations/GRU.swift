import Device

/// A step of a gated recurrent unit, with the reset gate after the recurrent product (Cho et al. 2014;
/// cuDNN's variant).
///
/// Shapes: input [rows, inputs], hidden and output [rows, units], with gates stacked in the order r, z, n.
package enum GRU {
  /// The new state, from both products including biases.
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

  /// Assigns the gradients of both products, and the part of the state's gradient that does not come through
  /// its product.
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
}
