import Operations

/// The blocks of rows by vectors of results into which a product is divided. A block's sums are in registers.
/// The blocks cover all results, and differ by at most one vector.
struct ProductBlock {
  let rows: Int
  /// The number of vectors of a block.
  let vectors: Int
  let firstVector: Int
  /// The number of blocks along the results.
  let count: Int
  /// The number of blocks along the rows.
  let rowBlocks: Int
  /// Whether adjacent units have adjacent results. Otherwise they have the same results of adjacent rows,
  /// whose weights are then in the cache.
  private let isAcross: Bool

  private static let registers = 30
  private static let maximumVectors = 8

  /// An expression for a unit's index among the blocks along the results.
  func columnBlock(_ unit: String) -> String { isAcross ? "\(unit) % \(count)" : "\(unit) / \(rowBlocks)" }

  /// An expression for a unit's index among the blocks along the rows.
  func rowBlock(_ unit: String) -> String { isAcross ? "\(unit) / \(count)" : "\(unit) % \(rowBlocks)" }

  /// All blocks of a product with this number of results for a tile's rows.
  static func blocks(columns: Int, form: RowForm) -> [ProductBlock] {
    form.width == 1 ? [ofItems(columns: columns, form: form)] : ofVectors(columns: columns, form: form)
  }

  private static func ofVectors(columns: Int, form: RowForm) -> [ProductBlock] {
    let rows = (1...RowBlock.maximumRows).last { form.rows % $0 == 0 }!
    let all = columns.divided(by: form.width)
    let maximum = min(maximumVectors, registers / (rows + 1))
    let count = all.divided(by: maximum)
    let (vectors, larger) = (all / count, all % count)
    func block(_ vectors: Int, first: Int, count: Int) -> ProductBlock {
      ProductBlock(
        rows: rows, vectors: vectors, firstVector: first, count: count, rowBlocks: form.rows / rows,
        isAcross: false)
    }
    return [
      block(vectors + 1, first: 0, count: larger),
      block(vectors, first: larger * (vectors + 1), count: count - larger),
    ].filter { $0.count > 0 }
  }

  /// The block with which a work-group finishes soonest, by `cost`.
  private static func ofItems(columns: Int, form: RowForm) -> ProductBlock {
    var best: (cost: Int, block: ProductBlock)?
    for vectors in [1, 2, 4] where columns % vectors == 0 {
      for rows in [1, 2, 4, 8] where form.rows % rows == 0 {
        let block = ProductBlock(
          rows: rows, vectors: vectors, firstVector: 0, count: columns / vectors, rowBlocks: form.rows / rows,
          isAcross: true)
        let cost = block.cost(group: form.group)
        if best.map({ cost < $0.cost }) ?? true { best = (cost, block) }
      }
    }
    return best!.block
  }

  private static let warp = 32
  /// The time for which a work-item waits for its weights, in instructions.
  private static let wait = 60

  /// The approximate time of a work-group on a GPU for four elements of its rows. Its warps share what a
  /// multiprocessor can do per cycle: four multiplication instructions, or one access to a row's four
  /// elements or to a warp's elements of a weight. Each warp also executes its own instructions one after
  /// another.
  private func cost(group: Int) -> Int {
    let items = count * rowBlocks
    let shared = items.divided(by: Self.warp) * max(rows * vectors, rows + 4 * vectors)
    let own = items.divided(by: group) * (4 * rows * vectors + rows + 4 + Self.wait)
    return max(shared, own)
  }
}
