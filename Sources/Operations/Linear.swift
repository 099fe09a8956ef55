import Device

/// A linear layer.
package enum Linear {
  /// output = input · weightᵀ + bias, followed by `activation`. With `accumulate` the product is added to the
  /// output, and there is no bias.
  ///
  /// Shapes: input [rows, inputs], weight [outputs, inputs], bias [outputs], output [rows, outputs].
  package static func forward(
    input: DeviceArray, weight: DeviceArray, bias: DeviceArray?, output: DeviceArray,
    activation: Activation? = nil, accumulate: Bool = false, context: OperationContext
  ) throws -> [any Launch] {
    let (rows, inputs, outputs) = (input.shape[0], input.shape[1], weight.shape[0])
    precondition(
      weight.shape == [outputs, inputs] && output.shape == [rows, outputs]
        && bias?.shape ?? [outputs] == [outputs],
      "a linear layer of \(input.shape) by \(weight.shape) into \(output.shape)")
    return try Product(
      m: rows, n: outputs, k: inputs, left: input, right: weight, rightSource: .columns, output: output,
      bias: bias, accumulates: accumulate, epilogue: activation.map(ProductEpilogue.activation)
    ).launches(context)
  }

  /// inputGradient = outputGradient · weight; with `accumulate` the product is added to inputGradient.
  ///
  /// If the layer's input is an activation's output, `gate` then multiplies all of inputGradient, including
  /// what it held before, by the activation's derivative.
  ///
  /// Shapes: outputGradient [rows, outputs], weight [outputs, inputs], inputGradient [rows, inputs].
  package static func inputGradient(
    outputGradient: DeviceArray, weight: DeviceArray, inputGradient: DeviceArray, gate: ActivationGate? = nil,
    accumulate: Bool = false, context: OperationContext
  ) throws -> [any Launch] {
    let (rows, outputs) = (outputGradient.shape[0], outputGradient.shape[1])
    precondition(
      weight.shape[0] == outputs && inputGradient.shape == [rows, weight.shape[1]],
      "the gradient \(inputGradient.shape) of the input of a layer from \(outputGradient.shape) by \(weight.shape)"
    )
    return try Product(
      m: rows, n: weight.shape[1], k: outputs, left: outputGradient, right: weight, output: inputGradient,
      accumulates: accumulate, epilogue: gate.map(ProductEpilogue.gate)
    ).launches(context)
  }
}
