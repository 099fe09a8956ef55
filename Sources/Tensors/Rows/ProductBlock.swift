import Operations

/// Blocks of rows by vectors of results of a product, whose sums stand in registers. They cover the results together, and
/// differ by one vector at most.
struct ProductBlock {
  let rows: Int
  /// Vectors of a block.
  let vectors: Int
  /// The first block's first vector.
  let firstVector: Int
  /// Blocks along the results.
  let count: Int
  /// Blocks along the rows.
  let rowBlocks: Int
  /// Whether neighbouring units have neighbouring results; else they have the same, of neighbouring rows, for which the
  /// weights are near.
  private let isAcross: Bool

  private static let registers = 30
  private static let maximumVectors = 8

  /// An expression for a unit's place among the blocks along the results.
  func columnBlock(_ unit: String) -> String { isAcross ? "\(unit) % \(count)" : "\(unit) / \(rowBlocks)" }

  /// And among those along the rows.
  func rowBlock(_ unit: String) -> String { isAcross ? "\(unit) / \(count)" : "\(unit) % \(rowBlocks)" }

  /// All blocks of a product of so many results of a tile's rows.
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

  /// The block with which a work-group is done soonest, by `cost`.
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
  /// What an item waits for its weights, in instructions.
  private static let wait = 60

  /// About how long a work-group of a GPU takes for four numbers of its rows. Its warps share what a multiprocessor can do in
  /// a cycle: four instructions of multiplications, or one access to a row's four numbers or to a warp's numbers of a weight;
  /// and each of them does its own instructions in turn.
  private func cost(group: Int) -> Int {
    let items = count * rowBlocks
    let shared = items.divided(by: Self.warp) * max(rows * vectors, rows + 4 * vectors)
    let own = items.divided(by: group) * (4 * rows * vectors + rows + 4 + Self.wait)
    return max(shared, own)
  }
}
