import Device

/// A linear layer.
package enum Linear {
  /// output = input · weightᵀ + bias, or added to it where `accumulate` and without a bias; then `activation` of it.
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

  /// inputGradient = outputGradient · weight, assigned, or added to where `accumulatesInputGradient`;
  /// weightGradient += outputGradientᵀ · input and biasGradient += the sum of outputGradient's rows. Nil where one is
  /// not wanted.
  ///
  /// Where the input is an activation's output, `gate` then takes inputGradient back to the activation's input: what
  /// it holds, with what was added to, is multiplied by the activation's derivative.
  package static func backward(
    input: DeviceArray, weight: DeviceArray, outputGradient: DeviceArray, inputGradient: DeviceArray?,
    weightGradient: DeviceArray?, biasGradient: DeviceArray?, gate: ActivationGate? = nil,
    accumulatesInputGradient: Bool = false, context: OperationContext
  ) throws -> [any Launch] {
    precondition(
      outputGradient.shape == [input.shape[0], weight.shape[0]],
      "a gradient of \(outputGradient.shape) for \(input.shape) by \(weight.shape)")
    var launches: [any Launch] = []
    if let inputGradient {
      precondition(
        inputGradient.shape == input.shape, "a gradient of \(inputGradient.shape) for \(input.shape)")
      launches += try Product(
        m: input.shape[0], n: input.shape[1], k: weight.shape[0], left: outputGradient, right: weight,
        output: inputGradient, accumulates: accumulatesInputGradient,
        epilogue: gate.map(ProductEpilogue.gate)
      ).launches(context)
    }
    if let weightGradient {
      launches += try parameterGradients(
        input: input, outputGradient: outputGradient, weightGradient: weightGradient,
        biasGradient: biasGradient, context: context)
    } else if let biasGradient {
      launches += try Reduction.columnSum(
        input: outputGradient, output: biasGradient, accumulate: true, context: context)
    }
    return launches
  }
}
