import Device

/// Matrix products: plain, transposed, batched, and linear layers.
package enum MatrixProduct {
  /// output = op(a) · op(b), where op optionally transposes the last two axes. With `accumulate` the product
  /// is added to the output, as for gradients of parameters.
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
}
