import Operations

extension Precision {
  /// The allowed distance of a product's element from the sum in double precision of its rounded operands' products,
  /// relative to the sum of their magnitudes.
  ///
  /// Partial sums grow with the square root of their number, so that the errors of rounding stay near one part in 2²⁴. Below
  /// float32, matrix units sum up to 256 products and truncate after each 8 or 16, which errs to one side. A single missing
  /// term among 10⁵ is still detected.
  package var sumTolerance: Double {
    switch self {
    case .float32: 2e-6
    case .tf32, .bf16: 4e-6
    }
  }
}
