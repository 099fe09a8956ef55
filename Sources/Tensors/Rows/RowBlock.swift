import Operations

/// The division of a product's results into blocks whose sums and weights are in registers.
struct RowBlock {
  /// The number of rows, or of pixels of an image's line.
  let rows: Int
  /// The number of vectors of results.
  let vectors: Int
  /// The number of blocks along the results.
  let columnBlocks: Int

  private static let registers = 30
  static let maximumRows = 8
  private static let maximumVectors = 8

  /// A block of up to `rows` rows, or of exactly `line` pixels. `taps` is the number of weights that are used
  /// at once.
  init(rows: Int, line: Int? = nil, columns: Int, taps: Int, width: Int) {
    self.rows = line ?? min(rows, Self.maximumRows)
    let all = width == 1 ? columns : Packing.padded(columns) / width
    let maximum = width == 1 ? 1 : Self.maximumVectors
    let (own, registers) = (self.rows, Self.registers)
    vectors = (1...maximum).last { all % $0 == 0 && (own + taps) * $0 <= registers } ?? 1
    columnBlocks = all / vectors
  }
}
