import Device
import Operations

/// The largest element of each window of an image, ignoring padding, or the mean, where padding counts as zeros.
/// Outputs: these and, of the largest elements, the indices.
struct PoolingOperation: TensorOperation {
  enum Kind: String, Sendable {
    case maximum = "max_pool2d"
    case average = "avg_pool2d"
  }

  let kind: Kind
  let window: Pooling.Window

  var name: String { kind.rawValue }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    guard inputs[0].shape.count == 4, let shape = window.outputShape(inputs[0].shape) else {
      preconditionFailure("\(name): windows of \(window.size) on \(inputs[0])")
    }
    return [TensorType(shape)] + (kind == .maximum ? [TensorType(shape, .int32)] : [])
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Pooling.forward(
      window, input: inputs[0], output: outputs[0], places: kind == .maximum ? outputs[1] : nil,
      context: context)
  }

  func differentiate(_ gradients: Differentiation) {
    let gradient = PoolingGradient(pooling: self, type: gradients.inputs[0].type)
    let places = kind == .maximum ? [gradients.outputs[1]] : []
    gradients.add(gradients.graph.add(gradient, places + [gradients.outputGradient])[0], to: 0)
  }
}

/// The gradient of the image. Inputs: the indices of the largest elements, if it is they, and outputGradient.
struct PoolingGradient: TensorOperation {
  let pooling: PoolingOperation
  let type: TensorType

  var name: String { pooling.name + "_backward" }
  private var hasPlaces: Bool { pooling.kind == .maximum }

  func takes(_ element: ElementType, at index: Int) -> Bool {
    element == (hasPlaces && index == 0 ? .int32 : .float32)
  }

  func outputs(of inputs: [TensorType]) -> [TensorType] { [type] }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Pooling.backward(
      pooling.window, places: hasPlaces ? inputs[0] : nil, outputGradient: inputs.last!,
      inputGradient: outputs[0], context: context)
  }
}

extension Tensor {
  /// The largest element of each window, ignoring padding. Shapes: [images, height, width, channels] →
  /// [images, rows, columns, channels].
  public func maximumPooled(size: Int, stride: Int, padding: Int = 0) -> Tensor {
    pooled(.maximum, size: size, stride: stride, padding: padding)
  }

  /// The mean of each window, where padding counts as zeros. Shapes as for `maximumPooled`.
  public func averagePooled(size: Int, stride: Int, padding: Int = 0) -> Tensor {
    pooled(.average, size: size, stride: stride, padding: padding)
  }

  private func pooled(_ kind: PoolingOperation.Kind, size: Int, stride: Int, padding: Int) -> Tensor {
    let window = Pooling.Window(size: size, stride: stride, padding: padding)
    return graph.add(PoolingOperation(kind: kind, window: window), [self])[0]
  }
}
