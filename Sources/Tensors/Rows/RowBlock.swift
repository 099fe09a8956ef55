import Operations

/// How a product's results are cut so that a block's sums and weights stand in registers.
struct RowBlock {
  /// Rows, or pixels of a line of an image.
  let rows: Int
  /// Vectors of results.
  let vectors: Int
  /// Blocks along the results.
  let columnBlocks: Int

  private static let registers = 30
  static let maximumRows = 8
  private static let maximumVectors = 8

  /// Of so many rows, or exactly `line` pixels; `taps` are the weights that are used at once.
  init(rows: Int, line: Int? = nil, columns: Int, taps: Int, width: Int) {
    self.rows = line ?? min(rows, Self.maximumRows)
    let all = width == 1 ? columns : Packing.padded(columns) / width
    let maximum = width == 1 ? 1 : Self.maximumVectors
    let (own, registers) = (self.rows, Self.registers)
    vectors = (1...maximum).last { all % $0 == 0 && (own + taps) * $0 <= registers } ?? 1
    columnBlocks = all / vectors
  }
}
