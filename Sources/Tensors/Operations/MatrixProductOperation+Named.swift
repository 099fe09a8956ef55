import Operations

extension MatrixProductOperation {
  static let named = [
    NamedOperation("matmul", variants: KernelVariant.allCases) { try trace($0, rank: 2) },
    NamedOperation("batched_matmul", variants: KernelVariant.allCases) { try trace($0, rank: 3) },
  ]

  /// Inputs: a and b. Attributes: `transpose_a` and `transpose_b`.
  private static func trace(_ trace: OperationTrace, rank: Int) throws {
    let request = trace.request
    let transposeA = try request.bool("transpose_a", default: false)
    let transposeB = try request.bool("transpose_b", default: false)
    let (a, b) = (try trace.input("a", rank: rank), try trace.input("b", rank: rank))
    let (m, k) = transposeA ? (a.shape[rank - 1], a.shape[rank - 2]) : (a.shape[rank - 2], a.shape[rank - 1])
    let (rows, n) =
      transposeB ? (b.shape[rank - 1], b.shape[rank - 2]) : (b.shape[rank - 2], b.shape[rank - 1])
    let lead = Array(a.shape.dropLast(2))
    try request.require(
      k == rows && lead == Array(b.shape.dropLast(2)),
      "a of shape \(a.shape)\(transposeA ? " transposed" : "") does not multiply b of shape \(b.shape)\(transposeB ? " transposed" : "")"
    )
    try trace.check(lead + [m, n])
    try trace.output(a.matrixProduct(b, transposeSelf: transposeA, transposeOther: transposeB))
  }
}

extension LinearOperation {
  static let named = [
    NamedOperation("linear", variants: KernelVariant.allCases) { trace in
      let input = try trace.input("input", rank: 2)
      let weight = try trace.parameter("weight", rank: 2)
      let bias = try trace.parameter("bias", rank: 1)
      try trace.request.require(
        weight.shape[1] == input.shape[1] && bias.shape == [weight.shape[0]],
        "a weight of shape \(weight.shape) and a bias of \(bias.shape) do not fit an input of \(input.shape)")
      try trace.check([input.shape[0], weight.shape[0]])
      try trace.output(input.linear(weight, bias: bias))
    }
  ]
}
