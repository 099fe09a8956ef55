import Device
import Operations

/// The same elements in another shape, without a launch.
struct Reshape: TensorOperation {
  let shape: [Int]

  var name: String { "reshape" }
  func takes(_ element: ElementType, at index: Int) -> Bool { true }
  var memory: MemoryUse { .view(elementOffset: 0) }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    precondition(inputs[0].count == shape.product, "reshape: \(inputs[0]) to \(shape)")
    return [TensorType(shape, inputs[0].element)]
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try copy(inputs[0], to: outputs[0], context)
  }

  func differentiate(_ gradients: Differentiation) {
    gradients.add(gradients.outputGradient.reshaped(gradients.inputs[0].shape), to: 0)
  }

  func work(inputs: [TensorType], outputs: [TensorType]) -> Work { Work() }
}

/// The identity with a scaled gradient; a factor of 0 stops the gradient.
struct ScaleGradient: TensorOperation {
  let factor: Float

  var name: String { factor == 0 ? "stop_gradient" : "scale_gradient" }
  func takes(_ element: ElementType, at index: Int) -> Bool { true }
  var memory: MemoryUse { .view(elementOffset: 0) }

  func outputs(of inputs: [TensorType]) -> [TensorType] { inputs }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try copy(inputs[0], to: outputs[0], context)
  }

  func differentiate(_ gradients: Differentiation) {
    if factor != 0 { gradients.add(factor * gradients.outputGradient, to: 0) }
  }

  func work(inputs: [TensorType], outputs: [TensorType]) -> Work { Work() }
}

/// The `length` elements from `start` on along an axis.
struct Slice: TensorOperation {
  let axis: Int
  let start: Int
  let length: Int
  /// The number of elements of the input before the slice, if the slice is contiguous; nil otherwise.
  private let runOffset: Int?

  init(of shape: [Int], axis: Int, start: Int, length: Int) {
    precondition(
      shape.indices.contains(axis) && start >= 0 && length > 0 && start + length <= shape[axis],
      "slice: \(start)..<\(start + length) along axis \(axis) of a shape of \(shape)")
    self.axis = axis
    self.start = start
    self.length = length
    runOffset = shape[..<axis].product == 1 ? start * shape[(axis + 1)...].product : nil
  }

  /// The index along the axis after the last element of the slice.
  var end: Int { start + length }

  var name: String { "slice" }
  func takes(_ element: ElementType, at index: Int) -> Bool { true }
  var memory: MemoryUse { runOffset.map { .view(elementOffset: $0) } ?? .separate }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    var shape = inputs[0].shape
    shape[axis] = length
    return [TensorType(shape, inputs[0].element)]
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Concatenation.slice(
      input: inputs[0], axis: axis, start: start, output: outputs[0], context: context)
  }

  func differentiate(_ gradients: Differentiation) {
    gradients.add(gradients.outputGradient, at: self, to: 0)
  }

  func work(inputs: [TensorType], outputs: [TensorType]) -> Work {
    Work(bytes: Double(2 * outputs[0].byteCount))
  }
}

/// The gradient of a slice, with zeros around it.
struct SliceGradient: TensorOperation {
  let slice: Slice
  let type: TensorType

  var name: String { "slice_backward" }

  func outputs(of inputs: [TensorType]) -> [TensorType] { [type] }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Concatenation.sliceBackward(
      outputGradient: inputs[0], axis: slice.axis, start: slice.start, inputGradient: outputs[0],
      context: context)
  }

  func differentiate(_ gradients: Differentiation) {
    gradients.add(gradients.graph.apply(slice, gradients.outputGradient), to: 0)
  }
}

/// Tensors concatenated along an axis.
struct Concatenate: TensorOperation {
  let axis: Int
  /// Whether each input is contiguous in the result: all axes before the concatenated one have size 1.
  let isRun: Bool

  var name: String { "concatenate" }
  func takes(_ element: ElementType, at index: Int) -> Bool { true }
  var memory: MemoryUse { isRun ? .joins(axis: axis) : .separate }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    let first = inputs[0]
    precondition(first.shape.indices.contains(axis), "concatenate: axis \(axis) of \(first)")
    for input in inputs {
      var shape = input.shape
      if shape.indices.contains(axis) { shape[axis] = first.shape[axis] }
      precondition(
        shape == first.shape && input.element == first.element,
        "concatenate: \(first) and \(input) along axis \(axis)")
    }
    var shape = first.shape
    shape[axis] = inputs.reduce(0) { $0 + $1.shape[axis] }
    return [TensorType(shape, first.element)]
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Concatenation.concatenate(inputs, axis: axis, output: outputs[0], context: context)
  }

  func differentiate(_ gradients: Differentiation) {
    var start = 0
    for (index, input) in gradients.inputs.enumerated() {
      let length = input.shape[axis]
      gradients.add(gradients.outputGradient.sliced(axis: axis, start: start, length: length), to: index)
      start += length
    }
  }

  func work(inputs: [TensorType], outputs: [TensorType]) -> Work {
    Work(bytes: Double(2 * outputs[0].byteCount))
  }
}

func copy(_ input: DeviceArray, to output: DeviceArray, _ context: OperationContext) throws -> [any Launch] {
  try Concatenation.slice(
    input: input.reshaped([input.count]), axis: 0, start: 0, output: output.reshaped([output.count]),
    context: context)
}

extension Tensor {
  /// The same elements in another shape. One size may be −1, which stands for the remaining size.
  public func reshaped(_ shape: [Int]) -> Tensor {
    precondition(shape.allSatisfy { $0 >= -1 }, "reshape: \(self.shape) to \(shape)")
    var shape = shape
    if let free = shape.firstIndex(of: -1) {
      shape[free] = 1
      let given = shape.product
      precondition(given > 0 && count % given == 0, "reshape: \(self.shape) to \(shape)")
      shape[free] = count / shape.product
    }
    return shape == self.shape ? self : graph.apply(Reshape(shape: shape), self)
  }

  /// The same value, without a gradient.
  public func stoppingGradient() -> Tensor { graph.apply(ScaleGradient(factor: 0), self) }

  /// The same value, with its gradient multiplied by `factor`.
  package func scalingGradient(by factor: Float) -> Tensor {
    factor == 1 ? self : graph.apply(ScaleGradient(factor: factor), self)
  }

  /// `length` elements of an axis, from `start` on.
  public func sliced(axis: Int, start: Int, length: Int) -> Tensor {
    start == 0 && shape.indices.contains(axis) && length == shape[axis]
      ? self : graph.apply(Slice(of: shape, axis: axis, start: start, length: length), self)
  }

  /// The tensor, split into parts of these sizes along an axis.
  public func split(_ sizes: [Int], axis: Int) -> [Tensor] {
    precondition(
      shape.indices.contains(axis) && sizes.reduce(0, +) == shape[axis],
      "split: \(shape) into \(sizes) along axis \(axis)")
    var start = 0
    return sizes.map { size in
      defer { start += size }
      return sliced(axis: axis, start: start, length: size)
    }
  }

  /// Tensors one behind the other along an axis; they differ in its size alone.
  public static func concatenate(_ tensors: [Tensor], axis: Int) -> Tensor {
    precondition(!tensors.isEmpty, "concatenate: no tensors")
    if tensors.count == 1 { return tensors[0] }
    let isRun = tensors.allSatisfy { $0.shape.prefix(max(axis, 0)).product == 1 }
    return tensors[0].graph.add(Concatenate(axis: axis, isRun: isRun), tensors)[0]
  }

  /// Tensors of the same shape [...], stacked along a new first axis: [tensors, ...].
  public static func stack(_ tensors: [Tensor]) -> Tensor {
    .concatenate(tensors.map { $0.reshaped([1] + $0.shape) }, axis: 0)
  }
}
