import Device

/// Element-wise activations. Shapes: input [any], output like it.
package enum Elementwise {
  /// Elements of a work-item on CPUs; GPUs take one.
  private static let chunk = 4096

  private static func program(_ candidate: Candidate) -> Program {
    Program("elementwise", macros: candidate == .vector ? ["WIDTH": "16", "CHUNK": "\(chunk)"] : [:])
  }

  /// output = f(input), for the activation named as its kernel: `elu`, `relu`, ….
  package static func forward(
    _ activation: String, input: DeviceArray, output: DeviceArray, context: OperationContext
  )
    throws -> [any Launch]
  {
    try launch("\(activation)_forward", [input, output], context: context)
  }

  /// inputGradient = outputGradient · f′(input).
  package static func backward(
    _ activation: String, input: DeviceArray, outputGradient: DeviceArray, inputGradient: DeviceArray,
    context: OperationContext
  ) throws -> [any Launch] {
    try launch("\(activation)_backward", [input, outputGradient, inputGradient], context: context)
  }

  private static func launch(_ kernel: String, _ arrays: [DeviceArray], context: OperationContext) throws
    -> [any Launch]
  {
    let count = arrays[0].count
    precondition(arrays.allSatisfy { $0.count == count }, "\(kernel): \(arrays.map(\.shape))")
    let candidate = context.choose()
    let arguments = arrays.map(Argument.array) + [.int(count)]
    let vector = candidate == .vector
    return [
      try context.launch(
        kernel, in: program(candidate), arguments, items: [vector ? (count + chunk - 1) / chunk : count],
        local: [vector ? 1 : 64])
    ]
  }

  static let definitions = ["elu"].map { name in
    OperationDefinition(name) { binder in
      let input = try binder.input("input")
      let output = try binder.output("output", input.shape)
      let bytes = Double(input.count * 4)
      binder.forward(
        try forward(name, input: input, output: output, context: binder.context), work: Work(bytes: 2 * bytes)
      )
      if let gradient = try binder.gradient("input") {
        binder.backward(
          try backward(
            name, input: input, outputGradient: binder.cotangent(), inputGradient: gradient,
            context: binder.context), work: Work(bytes: 3 * bytes))
      }
    }
  }
}
