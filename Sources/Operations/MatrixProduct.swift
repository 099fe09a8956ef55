import Device

/// Matrix products: plain, transposed, batched, and linear layers.
package enum MatrixProduct {
  /// output = op(a) · op(b), or added to it where `accumulate` (for gradients of parameters); op transposes the last two axes where asked.
  ///
  /// Shapes: a [m, k] or transposed [k, m]; b [k, n] or transposed [n, k]; output [m, n]; all may have a leading
  /// batch axis.
  package static func forward(
    a: DeviceArray, b: DeviceArray, output: DeviceArray, transposeA: Bool = false, transposeB: Bool = false,
    accumulate: Bool = false, context: OperationContext
  ) throws -> [any Launch] {
    let rank = output.shape.count
    precondition(
      a.shape.count == rank && b.shape.count == rank && rank >= 2, "a product of \(a.shape) and \(b.shape)")
    let (m, n) = (output.shape[rank - 2], output.shape[rank - 1])
    let (aRows, k) =
      transposeA ? (a.shape[rank - 1], a.shape[rank - 2]) : (a.shape[rank - 2], a.shape[rank - 1])
    let (bRows, columns) =
      transposeB ? (b.shape[rank - 1], b.shape[rank - 2]) : (b.shape[rank - 2], b.shape[rank - 1])
    let batch = output.shape.dropLast(2).reduce(1, *)
    precondition(
      aRows == m && bRows == k && columns == n && a.count == batch * m * k && b.count == batch * k * n,
      "a product of \(a.shape)\(transposeA ? "ᵀ" : "") and \(b.shape)\(transposeB ? "ᵀ" : "") into \(output.shape)"
    )
    return try Product(
      m: m, n: n, k: k, batch: batch, left: a, leftSource: transposeA ? .columns : .rows, right: b,
      rightSource: transposeB ? .columns : .rows, output: output, accumulates: accumulate,
      splitsDepth: accumulate
    ).launches(context)
  }

  /// The gradients of `forward`, assigned; nil where one is not wanted.
  package static func backward(
    a: DeviceArray, b: DeviceArray, outputGradient: DeviceArray, aGradient: DeviceArray?,
    bGradient: DeviceArray?,
    transposeA: Bool = false, transposeB: Bool = false, context: OperationContext
  ) throws -> [any Launch] {
    var launches: [any Launch] = []
    if let aGradient {
      launches +=
        transposeA
        ? try forward(
          a: b, b: outputGradient, output: aGradient, transposeA: transposeB, transposeB: true,
          context: context)
        : try forward(a: outputGradient, b: b, output: aGradient, transposeB: !transposeB, context: context)
    }
    if let bGradient {
      launches +=
        transposeB
        ? try forward(
          a: outputGradient, b: a, output: bGradient, transposeA: true, transposeB: transposeA,
          context: context)
        : try forward(a: a, b: outputGradient, output: bGradient, transposeA: !transposeA, context: context)
    }
    return launches
  }

  static let definitions = [
    OperationDefinition("matmul", candidates: Candidate.allCases) { try bind($0, rank: 2) },
    OperationDefinition("batched_matmul", candidates: Candidate.allCases) { try bind($0, rank: 3) },
    Linear.definition,
  ]

  private static func bind(_ binder: Binder, rank: Int) throws {
    let transposeA = try binder.bool("transpose_a", default: false)
    let transposeB = try binder.bool("transpose_b", default: false)
    let a = try binder.input("a", rank: rank)
    let b = try binder.input("b", rank: rank)
    let (m, k) = transposeA ? (a.shape[rank - 1], a.shape[rank - 2]) : (a.shape[rank - 2], a.shape[rank - 1])
    let (bRows, n) =
      transposeB ? (b.shape[rank - 1], b.shape[rank - 2]) : (b.shape[rank - 2], b.shape[rank - 1])
    let lead = Array(a.shape.dropLast(2))
    try binder.require(
      k == bRows && lead == Array(b.shape.dropLast(2)),
      "a of shape \(a.shape)\(transposeA ? " transposed" : "") does not multiply b of shape \(b.shape)\(transposeB ? " transposed" : "")"
    )
    let output = try binder.output("output", lead + [m, n])
    let work = Work(
      flops: 2 * Double(output.count) * Double(k), bytes: 4 * Double(a.count + b.count + output.count))
    binder.forward(
      try forward(
        a: a, b: b, output: output, transposeA: transposeA, transposeB: transposeB, context: binder.context),
      work: work)
    guard binder.differentiates else { return }
    let gradients = (try binder.gradient("a"), try binder.gradient("b"))
    let wanted = Double([gradients.0, gradients.1].compactMap { $0 }.count)
    binder.backward(
      try backward(
        a: a, b: b, outputGradient: binder.cotangent(), aGradient: gradients.0, bGradient: gradients.1,
        transposeA: transposeA, transposeB: transposeB, context: binder.context),
      work: Work(flops: wanted * work.flops, bytes: wanted * work.bytes))
  }
}
