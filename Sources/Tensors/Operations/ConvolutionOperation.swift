import Device
import Operations

/// The stride and padding of a convolution's windows.
package struct ConvolutionWindows: Hashable, Sendable {
  package let stride: Int
  package let padding: Int
  /// The output padding, for transposed convolutions only.
  package let outputPadding: Int
  package let isTransposed: Bool

  package init(stride: Int = 1, padding: Int = 0) {
    self.init(stride: stride, padding: padding, outputPadding: 0, isTransposed: false)
  }

  package static func transposed(stride: Int = 1, padding: Int = 0, outputPadding: Int = 0)
    -> ConvolutionWindows
  {
    ConvolutionWindows(stride: stride, padding: padding, outputPadding: outputPadding, isTransposed: true)
  }

  private init(stride: Int, padding: Int, outputPadding: Int, isTransposed: Bool) {
    self.stride = stride
    self.padding = padding
    self.outputPadding = outputPadding
    self.isTransposed = isTransposed
  }

  var name: String { isTransposed ? "transposed_convolution" : "convolution" }

  /// The geometry. Stops the program if the windows do not fit.
  func geometry(input: [Int], weight: [Int]) -> ConvolutionGeometry {
    precondition(
      input.count == 4 && weight.count == 4 && input[3] == weight[isTransposed ? 0 : 2],
      "\(name): input \(input), weight \(weight)")
    guard
      let geometry = isTransposed
        ? TransposedConvolution.fittingGeometry(
          input: input, weight: weight, stride: stride, padding: padding, outputPadding: outputPadding)
        : Convolution.fittingGeometry(input: input, weight: weight, stride: stride, padding: padding)
    else {
      preconditionFailure(
        "\(name): weight \(weight) with stride \(stride) and padding \(padding) does not fit \(input)")
    }
    return geometry
  }

  /// The geometry for launches. Throws if there are more images than the kernels can index.
  func countableGeometry(input: [Int], weight: [Int]) throws -> ConvolutionGeometry {
    let geometry = geometry(input: input, weight: weight)
    guard geometry.isCountable else {
      throw ModelTooLarge(
        share: 1,
        description:
          "\(name): images \(input) and weights \(weight) are more than kernels can count; use smaller batches or networks"
      )
    }
    return geometry
  }

  func outputShape(_ geometry: ConvolutionGeometry) -> [Int] {
    isTransposed
      ? [geometry.images, geometry.height, geometry.width, geometry.channels]
      : [geometry.images, geometry.featureHeight, geometry.featureWidth, geometry.featureChannels]
  }

  func flops(_ geometry: ConvolutionGeometry) -> Double {
    2 * Double(geometry.pixels) * Double(geometry.patch) * Double(geometry.featureChannels)
  }
}

/// A convolution of images. Inputs: images [images, height, width, inputs], a weight [kernel, kernel, inputs,
/// outputs] (for a transposed convolution [inputs, kernel, kernel, outputs]) and optionally a bias [outputs],
/// or the sum that the result is added to.
struct ConvolutionOperation: TensorOperation {
  let windows: ConvolutionWindows
  let hasBias: Bool
  /// Whether a sum is added; only for convolutions that have no bias and are not transposed.
  var hasSum = false
  var activation: Activation?

  var name: String { activation.map { "\(windows.name)_\($0.rawValue)" } ?? windows.name }
  var memory: MemoryUse { hasSum ? .updates(inputs: [2], outputs: [0]) : .separate }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    let shape = windows.outputShape(windows.geometry(input: inputs[0].shape, weight: inputs[1].shape))
    precondition(
      !hasBias || inputs[2].shape == [shape[3]], "\(name): weight \(inputs[1]), bias \(inputs.last!)")
    return [TensorType(shape)]
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    let geometry = try windows.countableGeometry(input: inputs[0].shape, weight: inputs[1].shape)
    let bias = hasBias ? inputs[2] : nil
    return windows.isTransposed
      ? try TransposedConvolution.forward(
        input: inputs[0], weight: inputs[1], bias: bias, output: outputs[0], geometry: geometry,
        activation: activation, context: context)
      : try Convolution.forward(
        input: inputs[0], weight: inputs[1], bias: bias, output: outputs[0], addend: hasSum ? inputs[2] : nil,
        geometry: geometry, activation: activation, context: context)
  }

  /// Activations and sums are merged only after differentiation.
  func differentiate(_ gradients: Differentiation) {
    precondition(activation == nil && !hasSum, "the derivative of \(name) with a sum or an activation")
    let (input, weight, dy) = (gradients.inputs[0], gradients.inputs[1], gradients.outputGradient)
    gradients.add(
      gradients.graph.apply(ConvolutionInputGradient(windows: windows, input: input.shape), dy, weight),
      to: 0)
    gradients.accumulate(ConvolutionWeightGradient(windows: windows), [dy, input], to: 1)
    if hasBias { gradients.accumulate(BiasGradient(), [dy], to: 2) }
  }

  func work(inputs: [TensorType], outputs: [TensorType]) -> Work {
    productWork(
      inputs, outputs,
      flops: windows.flops(windows.geometry(input: inputs[0].shape, weight: inputs[1].shape)))
  }
}

extension ConvolutionOperation: EpilogueOperation {
  func activated(by activation: Activation) -> (any EpilogueOperation)? {
    guard self.activation == nil else { return nil }
    var operation = self
    operation.activation = activation
    return operation
  }

  var addsOnCPUs: Bool { false }

  func addedTo(_ inputs: [Value], sum: Value) -> (any EpilogueOperation, [Value])? {
    guard !hasBias, !hasSum, activation == nil, !windows.isTransposed else { return nil }
    var operation = self
    operation.hasSum = true
    return (operation, inputs + [sum])
  }
}

/// (sum + the gradient of a convolution's input) · f′. Inputs: outputGradient, weight and optionally the sum,
/// and the output of an activation f through which the gradient passes.
struct ConvolutionInputGradient: TensorOperation {
  let windows: ConvolutionWindows
  /// The shape of the convolution's input.
  let input: [Int]
  /// Whether a sum is added; only for convolutions that are not transposed.
  var hasSum = false
  var gate: Activation?

  var name: String { "\(windows.name)_input_gradient\(gate.map { "_\($0.rawValue)" } ?? "")" }
  var memory: MemoryUse { hasSum ? .updates(inputs: [2], outputs: [0]) : .separate }

  func outputs(of inputs: [TensorType]) -> [TensorType] { [TensorType(input)] }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    let geometry = try windows.countableGeometry(input: input, weight: inputs[1].shape)
    let gate = gate.map { ($0, inputs.last!) }
    return windows.isTransposed
      ? try TransposedConvolution.inputGradient(
        outputGradient: inputs[0], weight: inputs[1], inputGradient: outputs[0], geometry: geometry,
        gate: gate, context: context)
      : try Convolution.inputGradient(
        outputGradient: inputs[0], weight: inputs[1], inputGradient: outputs[0],
        addend: hasSum ? inputs[2] : nil,
        geometry: geometry, gate: gate, context: context)
  }

  func differentiate(_ gradients: Differentiation) {
    precondition(gate == nil && !hasSum, "the derivative of \(name) with a sum or a gate")
    let (dy, weight, g) = (gradients.inputs[0], gradients.inputs[1], gradients.outputGradient)
    gradients.add(
      gradients.graph.apply(ConvolutionOperation(windows: windows, hasBias: false), g, weight), to: 0)
    gradients.accumulate(ConvolutionWeightGradient(windows: windows), [dy, g], to: 1)
  }

  func work(inputs: [TensorType], outputs: [TensorType]) -> Work {
    productWork(
      inputs, outputs, flops: windows.flops(windows.geometry(input: input, weight: inputs[1].shape)))
  }
}

extension ConvolutionInputGradient: EpilogueOperation {
  func gated(by activation: Activation, _ inputs: [Value], value: Value) -> (any EpilogueOperation, [Value])?
  {
    guard gate == nil else { return nil }
    var operation = self
    operation.gate = activation
    return (operation, inputs + [value])
  }

  var addsOnCPUs: Bool { false }

  func addedTo(_ inputs: [Value], sum: Value) -> (any EpilogueOperation, [Value])? {
    guard !hasSum, gate == nil, !windows.isTransposed else { return nil }
    var operation = self
    operation.hasSum = true
    return (operation, inputs + [sum])
  }
}

extension Tensor {
  /// A convolution of images [images, height, width, inputs] by `weight` [kernel, kernel, inputs, outputs],
  /// or a transposed one by `weight` [inputs, kernel, kernel, outputs], plus `bias` [outputs].
  package func convolution(_ weight: Tensor, bias: Tensor? = nil, windows: ConvolutionWindows) -> Tensor {
    graph.add(
      ConvolutionOperation(windows: windows, hasBias: bias != nil),
      [self, weight] + (bias.map { [$0] } ?? []))[
        0]
  }
}
