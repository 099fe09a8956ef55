import Device
import Operations

/// The largest element of each window of an image, ignoring padding. Outputs: these elements and their
/// indices.
struct MaximumPooling: TensorOperation {
  let size: Int
  let stride: Int
  let padding: Int

  var name: String { "max_pool2d" }
  private var window: Pooling.Window { Pooling.Window(size: size, stride: stride, padding: padding) }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    guard inputs[0].shape.count == 4, let shape = window.outputShape(inputs[0].shape) else {
      preconditionFailure("max_pool2d: windows of \(size) on \(inputs[0])")
    }
    return [TensorType(shape), TensorType(shape, .int32)]
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Pooling.maximumForward(
      window, input: inputs[0], output: outputs[0], places: outputs[1], context: context)
  }

  func differentiate(_ gradients: Differentiation) {
    gradients.add(
      gradients.graph.apply(
        MaximumPoolingGradient(pooling: self, type: gradients.inputs[0].type), gradients.outputs[1],
        gradients.outputGradient), to: 0)
  }

  fileprivate func backward(
    places: DeviceArray, outputGradient: DeviceArray, inputGradient: DeviceArray, context: OperationContext
  ) throws -> [any Launch] {
    try Pooling.maximumBackward(
      window, places: places, outputGradient: outputGradient, inputGradient: inputGradient, context: context)
  }
}

/// The gradient of the image. Inputs: indices and outputGradient.
struct MaximumPoolingGradient: TensorOperation {
  let pooling: MaximumPooling
  let type: TensorType

  var name: String { "max_pool2d_backward" }

  func takes(_ element: ElementType, at index: Int) -> Bool { element == (index == 0 ? .int32 : .float32) }

  func outputs(of inputs: [TensorType]) -> [TensorType] { [type] }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try pooling.backward(
      places: inputs[0], outputGradient: inputs[1], inputGradient: outputs[0], context: context)
  }
}

/// The mean of each window of an image, where padding counts as zeros.
struct AveragePooling: TensorOperation {
  let size: Int
  let stride: Int
  let padding: Int

  var name: String { "avg_pool2d" }
  fileprivate var window: Pooling.Window { Pooling.Window(size: size, stride: stride, padding: padding) }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    guard inputs[0].shape.count == 4, let shape = window.outputShape(inputs[0].shape) else {
      preconditionFailure("avg_pool2d: windows of \(size) on \(inputs[0])")
    }
    return [TensorType(shape)]
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Pooling.averageForward(window, input: inputs[0], output: outputs[0], context: context)
  }

  func differentiate(_ gradients: Differentiation) {
    gradients.add(
      gradients.graph.apply(
        AveragePoolingGradient(pooling: self, type: gradients.inputs[0].type), gradients.outputGradient),
      to: 0)
  }
}

/// The gradient of the image. Input: outputGradient.
struct AveragePoolingGradient: TensorOperation {
  let pooling: AveragePooling
  let type: TensorType

  var name: String { "avg_pool2d_backward" }

  func outputs(of inputs: [TensorType]) -> [TensorType] { [type] }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Pooling.averageBackward(
      pooling.window, outputGradient: inputs[0], inputGradient: outputs[0], context: context)
  }
}

extension Tensor {
  /// The largest element of each window, ignoring padding. Shapes: [images, height, width, channels] →
  /// [images, rows, columns, channels].
  public func maximumPooled(size: Int, stride: Int, padding: Int = 0) -> Tensor {
    graph.add(MaximumPooling(size: size, stride: stride, padding: padding), [self])[0]
  }

  /// The mean of each window, where padding counts as zeros. Shapes as for `maximumPooled`.
  public func averagePooled(size: Int, stride: Int, padding: Int = 0) -> Tensor {
    graph.apply(AveragePooling(size: size, stride: stride, padding: padding), self)
  }
}
