import Device

/// Element-wise activations. Shapes: input [any], output like it.
package enum Elementwise {
  /// output = f(input); the two may be one array.
  package static func forward(
    _ activation: Activation, input: DeviceArray, output: DeviceArray, context: OperationContext
  ) throws -> [any Launch] {
    try launch("\(activation.rawValue)_forward", [input, output], context: context)
  }

  /// inputGradient = outputGradient · f′(input), where `input` is what the activation was applied to;
  /// the gradients may be one array.
  package static func backward(
    _ activation: Activation, input: DeviceArray, outputGradient: DeviceArray, inputGradient: DeviceArray,
    context: OperationContext
  ) throws -> [any Launch] {
    try launch(
      "\(activation.rawValue)_backward", [input, outputGradient, inputGradient], context: context)
  }

  /// inputGradient = outputGradient · f′, where `output` is what the activation gave; only for those that have such
  /// a form. The gradients may be one array.
  package static func backward(
    _ activation: Activation, fromOutput output: DeviceArray, outputGradient: DeviceArray,
    inputGradient: DeviceArray, context: OperationContext
  ) throws -> [any Launch] {
    precondition(activation.hasOutputForm, "\(activation) has no derivative that its output alone gives")
    return try launch(
      "\(activation.rawValue)_backward_from_output", [output, outputGradient, inputGradient], context: context
    )
  }

  private static func launch(_ kernel: String, _ arrays: [DeviceArray], context: OperationContext) throws
    -> [any Launch]
  {
    let count = arrays[0].count
    precondition(arrays.allSatisfy { $0.count == count }, "\(kernel): \(arrays.map(\.shape))")
    return [
      try context.launchFlat(
        kernel, in: "elementwise", after: ["exponential", "activation"],
        arrays.map(Argument.array) + [.int(count)], count: count)
    ]
  }

  static let definitions = Activation.allCases.map { activation in
    OperationDefinition(activation.rawValue) { binder in
      let input = try binder.input("input")
      let output = try binder.output("output", input.shape)
      let bytes = Double(input.count * 4)
      binder.forward(
        try forward(activation, input: input, output: output, context: binder.context),
        work: Work(bytes: 2 * bytes))
      if let gradient = try binder.gradient("input") {
        binder.backward(
          try backward(
            activation, input: input, outputGradient: binder.cotangent(), inputGradient: gradient,
            context: binder.context), work: Work(bytes: 3 * bytes))
      }
    }
  }
}
