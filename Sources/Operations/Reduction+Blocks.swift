extension Reduction {
  /// The division of a long sum into blocks that are summed in parallel, and whose sums are then added.
  struct Blocks {
    static let vectorStrip = 2048
    /// The smallest number of elements of a wide row: narrow arrays are read as rows of at least this many.
    private static let narrow = 128
    /// The number of elements up to which a second launch is not worth it.
    private static let small = 65536
    /// The smallest number of elements of a block on a CPU, and the largest number of blocks.
    private static let vectorBlock = 32768, maximumBlocks = 64
    /// The number of wide rows of a block on a GPU.
    private static let groupRows = 256

    /// The number of elements of a wide row, a multiple of the columns.
    let width: Int
    /// The number of wide rows of a block.
    let rows: Int
    /// The number of blocks.
    let count: Int
    /// The number of columns of a work-item.
    let strip: Int

    /// Nil if a single launch suffices.
    init?(_ run: Run, vector: Bool) {
      let numbers = run.rows * run.columns
      if run.rows <= 64 || (run.columns >= Self.narrow && numbers < Self.small) { return nil }
      if run.columns == 1 && numbers < Self.small { return nil }
      // Rows are joined until they are wide and fill whole vectors.
      let unit = vector && run.columns < Self.narrow ? 16 / run.columns.greatestCommonDivisor(16) : 1
      let joined = unit * ((Self.narrow + unit * run.columns - 1) / (unit * run.columns))
      width = joined * run.columns
      let wideRows = (numbers + width - 1) / width
      let wanted = vector ? min(Self.maximumBlocks, max(1, numbers / Self.vectorBlock)) : Int.max
      rows = vector ? (wideRows + wanted - 1) / wanted : Self.groupRows
      count = (wideRows + rows - 1) / rows
      strip = vector ? Self.vectorStrip : 1
    }
  }
}

extension Int {
  func greatestCommonDivisor(_ other: Int) -> Int {
    other == 0 ? self : other.greatestCommonDivisor(self % other)
  }
}

extension ArraySlice<Int> {
  /// The product of all elements; 1 if there are none.
  package var product: Int { reduce(1, *) }
}
