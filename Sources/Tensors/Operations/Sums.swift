import Device
import Operations

/// scale · the sum over axes, which are removed.
struct Sum: TensorOperation {
  /// The summed axes, in ascending order.
  let axes: [Int]
  let scale: Float

  var name: String { "sum" }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    precondition(
      axes.allSatisfy(inputs[0].shape.indices.contains),
      "sum: axes \(axes) of \(inputs[0])")
    return [
      TensorType(inputs[0].shape.indices.filter { !axes.contains($0) }.map { inputs[0].shape[$0] })
    ]
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Reduction.sum(
      input: inputs[0], axes: Set(axes), output: outputs[0], scale: scale, context: context)
  }

  func differentiate(_ gradients: Differentiation) {
    let shape = gradients.inputs[0].shape
    let kept = shape.indices.map { axes.contains($0) ? 1 : shape[$0] }
    gradients.add(
      (scale * gradients.outputGradient).reshaped(kept).expanded(to: shape), to: 0)
  }
}

extension Tensor {
  /// The sum over `axes` (nil for all), which are removed.
  public func sum(_ axes: [Int]? = nil) -> Tensor { sum(axes, scale: 1) }

  /// The mean over `axes` (nil for all), which are removed.
  public func mean(_ axes: [Int]? = nil) -> Tensor {
    let over = axes.map(Set.init) ?? Set(shape.indices)
    return sum(axes, scale: 1 / Float(shape.indices.filter(over.contains).map { shape[$0] }.product))
  }

  private func sum(_ axes: [Int]?, scale: Float) -> Tensor {
    let axes = Set(axes ?? Array(shape.indices)).sorted()
    return axes.isEmpty ? scale * self : graph.apply(Sum(axes: axes, scale: scale), self)
  }

  /// The tensor, repeated along axes of size 1 and new leading axes to `shape`.
  public func expanded(to shape: [Int]) -> Tensor {
    if shape == self.shape { return self }
    precondition(Broadcast.shape(self.shape, shape) == shape, "expand: \(self.shape) to \(shape)")
    return graph.apply(
      Pointwise(expression: PointwiseExpression(.affine(scale: 1, shift: 0)), shape: shape), self)
  }

  /// Each row `count` times in adjacent copies: [rows, ...] → [count · rows, ...].
  package func repeatingRows(_ count: Int) -> Tensor {
    if count == 1 { return self }
    let (rows, rest) = (shape[0], Array(shape.dropFirst()))
    return reshaped([rows, 1] + rest).expanded(to: [rows, count] + rest).reshaped([rows * count] + rest)
  }

  /// The tensor, summed over the axes along which a tensor of `shape` would be repeated to this one's shape.
  func summed(to shape: [Int]) -> Tensor {
    if shape == self.shape { return self }
    let padded = Array(repeating: 1, count: self.shape.count - shape.count) + shape
    let axes = self.shape.indices.filter { padded[$0] == 1 && self.shape[$0] != 1 }
    return sum(axes).reshaped(shape)
  }
}
