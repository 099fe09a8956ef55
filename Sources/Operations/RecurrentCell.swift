import Device

/// The parameters of a recurrent cell of `gates` gates, stacked: weightInput [gates · units, inputs],
/// weightHidden [gates · units, units], biases [gates · units]. Gradients of them are arrays of the same shapes.
package struct RecurrentParameters {
  package let weightInput: DeviceArray
  package let weightHidden: DeviceArray
  package let biasInput: DeviceArray
  package let biasHidden: DeviceArray

  package init(
    weightInput: DeviceArray, weightHidden: DeviceArray, biasInput: DeviceArray, biasHidden: DeviceArray
  ) {
    self.weightInput = weightInput
    self.weightHidden = weightHidden
    self.biasInput = biasInput
    self.biasHidden = biasHidden
  }
}

/// What the GRU and the LSTM share: the products around the gates, and how gates are cut into work-items.
enum RecurrentCell {
  /// A gate kernel over `rows` of `units`; its last three arguments are rows, units and rows per work-item.
  static func gates(
    _ kernel: String, in file: String, _ arrays: [DeviceArray], rows: Int, units: Int,
    context: OperationContext
  ) throws -> any Launch {
    let vector = context.choose() == .vector
    let rowsPerItem =
      vector
      ? rows.divided(by: 8 * context.device.info.computeUnits) : 1
    let program = Program(["exponential", file], macros: vector ? ["WIDTH": "16"] : [:])
    return try context.launch(
      kernel, in: program,
      arrays.map(Argument.array) + [.int(rows), .int(units), .int(rowsPerItem)],
      items: [vector ? 1 : units, (rows + rowsPerItem - 1) / rowsPerItem], local: vector ? [1, 1] : [64, 1])
  }

  /// The gradients that lie behind the gates; what is nil is not wanted.
  ///
  /// inputGradient is assigned; hiddenGradient is added to where `addsHidden`; parameters are added to.
  static func backward(
    input: DeviceArray, hidden: DeviceArray, parameters: RecurrentParameters, inputGates: DeviceArray,
    hiddenGates: DeviceArray, inputGradient: DeviceArray?, hiddenGradient: DeviceArray?, addsHidden: Bool,
    parameterGradients: RecurrentGradients, context: OperationContext
  ) throws -> [any Launch] {
    var launches = try Linear.backward(
      input: input, weight: parameters.weightInput, outputGradient: inputGates, inputGradient: inputGradient,
      weightGradient: parameterGradients.weightInput, biasGradient: parameterGradients.biasInput,
      context: context)
    if let hiddenGradient {
      launches += try Product(
        m: hidden.shape[0], n: hidden.shape[1], k: hiddenGates.shape[1], left: hiddenGates,
        right: parameters.weightHidden, output: hiddenGradient, accumulates: addsHidden
      ).launches(context)
    }
    launches += try Linear.backward(
      input: hidden, weight: parameters.weightHidden, outputGradient: hiddenGates, inputGradient: nil,
      weightGradient: parameterGradients.weightHidden, biasGradient: parameterGradients.biasHidden,
      context: context)
    return launches
  }

  /// Reads and checks the parameters that a case file names as PyTorch does.
  static func parameters(_ binder: Binder, inputs: Int, units: Int, gates: Int) throws -> RecurrentParameters
  {
    let parameters = RecurrentParameters(
      weightInput: try binder.input("weight_ih", rank: 2),
      weightHidden: try binder.input("weight_hh", rank: 2),
      biasInput: try binder.input("bias_ih", rank: 1), biasHidden: try binder.input("bias_hh", rank: 1))
    try binder.require(
      parameters.weightInput.shape == [gates * units, inputs]
        && parameters.weightHidden.shape == [gates * units, units]
        && parameters.biasInput.shape == [gates * units] && parameters.biasHidden.shape == [gates * units],
      "weights of shapes \(parameters.weightInput.shape) and \(parameters.weightHidden.shape) and biases of \(parameters.biasInput.shape) and \(parameters.biasHidden.shape) do not fit \(gates) gates, \(inputs) inputs and \(units) units"
    )
    return parameters
  }

  /// The gradients of the parameters that a request wants.
  static func gradients(_ binder: Binder) throws -> RecurrentGradients {
    RecurrentGradients(
      weightInput: try binder.gradient("weight_ih", accumulates: true),
      weightHidden: try binder.gradient("weight_hh", accumulates: true),
      biasInput: try binder.gradient("bias_ih", accumulates: true),
      biasHidden: try binder.gradient("bias_hh", accumulates: true))
  }

  /// What the cell's two products cost.
  static func work(_ parameters: RecurrentParameters, rows: Int) -> Work {
    let weights = Double(parameters.weightInput.count + parameters.weightHidden.count)
    let state = Double(rows * (parameters.weightInput.shape[1] + 2 * parameters.weightHidden.shape[0]))
    return Work(flops: 2 * Double(rows) * weights, bytes: 4 * (weights + state))
  }
}

/// Gradients of recurrent parameters, added to; nil where one is not wanted.
package struct RecurrentGradients {
  package var weightInput: DeviceArray?
  package var weightHidden: DeviceArray?
  package var biasInput: DeviceArray?
  package var biasHidden: DeviceArray?

  package init(
    weightInput: DeviceArray? = nil, weightHidden: DeviceArray? = nil, biasInput: DeviceArray? = nil,
    biasHidden: DeviceArray? = nil
  ) {
    self.weightInput = weightInput
    self.weightHidden = weightHidden
    self.biasInput = biasInput
    self.biasHidden = biasHidden
  }
}
