/// A matrix product for a driver's library: output[m, n] (+)= op(left) · op(right), where op optionally
/// transposes the last two axes.
///
/// Shapes: left [batch, m, k] or transposed [batch, k, m]; right [batch, k, n] or transposed [batch, n, k];
/// output [batch, m, n]. All are dense float32 arrays that begin where their buffers begin.
package struct LibraryProduct {
  package let m: Int
  package let n: Int
  package let k: Int
  package let batch: Int
  package let transposesLeft: Bool
  package let transposesRight: Bool
  /// Whether the product is added to the output's content.
  package let accumulates: Bool
  package let left: Buffer
  package let right: Buffer
  package let output: Buffer

  /// Sizes must be at least 1, and the buffers must hold the arrays.
  package init(
    m: Int, n: Int, k: Int, batch: Int = 1, transposesLeft: Bool = false, transposesRight: Bool = false,
    accumulates: Bool = false, left: Buffer, right: Buffer, output: Buffer
  ) {
    precondition(m > 0 && n > 0 && k > 0 && batch > 0, "a product of \(batch) times \(m)×\(k) by \(k)×\(n)")
    precondition(
      left.byteCount >= 4 * batch * m * k && right.byteCount >= 4 * batch * k * n
        && output.byteCount >= 4 * batch * m * n,
      "a product of \(batch) times \(m)×\(k) by \(k)×\(n) in buffers of \(left.byteCount), \(right.byteCount) and \(output.byteCount) bytes"
    )
    self.m = m
    self.n = n
    self.k = k
    self.batch = batch
    self.transposesLeft = transposesLeft
    self.transposesRight = transposesRight
    self.accumulates = accumulates
    self.left = left
    self.right = right
    self.output = output
  }

  /// A label for messages, such as `4 × (16×32 by 32×8 transposed)`.
  package var label: String {
    let left = "\(m)×\(k)\(transposesLeft ? " transposed" : "")"
    let right = "\(k)×\(n)\(transposesRight ? " transposed" : "")"
    return batch == 1 ? "\(left) by \(right)" : "\(batch) × (\(left) by \(right))"
  }
}
