import Device
import Operations

/// The matrix product of two tensors, [m, k] · [k, n], optionally with a leading batch axis, and each
/// optionally transposed.
struct MatrixProductOperation: TensorOperation {
  let transposeA: Bool
  let transposeB: Bool

  var name: String { "matmul" }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    let (a, b) = (inputs[0].shape, inputs[1].shape)
    let rank = a.count
    precondition(
      (2...3).contains(rank) && b.count == rank && a.dropLast(2) == b.dropLast(2)
        && a[transposeA ? rank - 2 : rank - 1] == b[transposeB ? rank - 1 : rank - 2],
      "matmul: \(inputs[0])\(transposeA ? " transposed" : "") by \(inputs[1])\(transposeB ? " transposed" : "")"
    )
    return [
      TensorType(
        Array(a.dropLast(2)) + [
          a[transposeA ? rank - 1 : rank - 2], b[transposeB ? rank - 2 : rank - 1],
        ])
    ]
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try MatrixProduct.forward(
      a: inputs[0], b: inputs[1], output: outputs[0], transposeA: transposeA, transposeB: transposeB,
      context: context)
  }

  func differentiate(_ gradients: Differentiation) {
    let (a, b, dy) = (gradients.inputs[0], gradients.inputs[1], gradients.outputGradient)
    gradients.add(
      transposeA
        ? b.matrixProduct(dy, transposeSelf: transposeB, transposeOther: true)
        : dy.matrixProduct(b, transposeOther: !transposeB), to: 0)
    gradients.add(
      transposeB
        ? dy.matrixProduct(a, transposeSelf: true, transposeOther: transposeA)
        : a.matrixProduct(dy, transposeSelf: !transposeA), to: 1)
  }

  func work(inputs: [TensorType], outputs: [TensorType]) -> Work {
    let shape = inputs[0].shape
    let depth = shape[transposeA ? shape.count - 2 : shape.count - 1]
    return productWork(inputs, outputs, flops: 2 * Double(outputs[0].count) * Double(depth))
  }
}

extension Tensor {
  /// self · other for shapes [m, k] and [k, n], optionally with a leading batch axis. The last two axes of
  /// either can be exchanged.
  public func matrixProduct(_ other: Tensor, transposeSelf: Bool = false, transposeOther: Bool = false)
    -> Tensor
  {
    graph.apply(MatrixProductOperation(transposeA: transposeSelf, transposeB: transposeOther), self, other)
  }
}
