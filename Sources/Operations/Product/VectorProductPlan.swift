/// The division of a product into the blocks that work-items compute on a CPU.
///
/// The plan with the least estimated time is used. The estimate, in cycles of one core, includes the
/// micro-kernel's multiply-adds, the packing of both operands, the time after which other threads begin, and
/// that for which they wait for the last work-item.
struct VectorProductPlan {
  let rows: Int
  let columns: Int
  /// The depth of k that is packed at a time, and the largest depth that the kernel has room for.
  let depth: Int
  let largestDepth: Int
  /// The depth of k of a part.
  let depthOfSplit: Int
  /// The number of parts of k that are summed afterwards. It is more than 1 only if the output accumulates,
  /// so that a row of an activation does not depend on the batch.
  let splits: Int

  /// The number of floats of packed B that the kernel's local memory holds, and the number of rows of packed
  /// A if k is the outermost loop.
  private static let packedCapacity = 65536
  private static let packedRows = 256

  /// The plan with the least estimate.
  init(_ product: Product, tile: VectorTile, computeUnits: Int) {
    self = Self.best(1, product, tile: tile, computeUnits: computeUnits)[0]
  }

  /// The plan of these sizes; nil if it is not among the valid plans of `forEach`.
  init?(_ product: Product, tile: VectorTile, computeUnits: Int, rows: Int, columns: Int, splits: Int) {
    var found: VectorProductPlan?
    Self.forEach(product, tile: tile, computeUnits: computeUnits) { plan, _ in
      if (plan.rows, plan.columns, plan.splits) == (rows, columns, splits) { found = plan }
    }
    guard let found else { return nil }
    self = found
  }

  private init(rows: Int, columns: Int, largestDepth: Int, depthOfSplit: Int, splits: Int) {
    self.rows = rows
    self.columns = columns
    self.largestDepth = largestDepth
    self.depthOfSplit = depthOfSplit
    self.splits = splits
    // Passes of equal depth: a shallow last one would cost another pass over the output for little work.
    let passes = (depthOfSplit + largestDepth - 1) / largestDepth
    depth = (depthOfSplit + passes - 1) / passes
  }

  var choice: ProductChoice { .vector(rows: rows, columns: columns, splits: splits) }

  /// The `count` plans with the least estimates (or all, if there are fewer), least first.
  static func best(_ count: Int, _ product: Product, tile: VectorTile, computeUnits: Int)
    -> [VectorProductPlan]
  {
    var best: [(plan: VectorProductPlan, cycles: Double)] = []
    forEach(product, tile: tile, computeUnits: computeUnits) { plan, cycles in
      if best.count == count, cycles >= best.last!.cycles { return }
      best.insert((plan, cycles), at: best.firstIndex { cycles < $0.cycles } ?? best.endIndex)
      if best.count > count { best.removeLast() }
    }
    return best.map(\.plan)
  }

  /// Calls `body` with every valid plan and its estimated cycles.
  private static func forEach(
    _ product: Product, tile: VectorTile, computeUnits: Int, body: (VectorProductPlan, Double) -> Void
  ) {
    let byK = product.leftSource == .columns || product.leftSource == .im2colTransposed
    let largestDepth = byK ? 144 : 288

    // Whole images if the output is added into images, so that no other work-item adds to them.
    // Whole lines if patches are read in place.
    let rowUnit =
      product.isCol2im
      ? product.geometry!.featureHeight * product.geometry!.featureWidth
      : product.readsIm2colInPlace ? product.geometry!.featureWidth : tile.rows
    let packedDepth = min(largestDepth, product.k)
    let largestColumns = min(Self.packedCapacity / packedDepth / tile.columns * tile.columns, 4096)
    let largestRows = byK ? Self.packedRows / tile.rows * tile.rows : Int.max
    let rowChoices = Self.cuts(product.m, unit: rowUnit, largest: largestRows)
    let columnChoices =
      product.isCol2im
      ? [min(largestColumns, (product.n + tile.columns - 1) / tile.columns * tile.columns)]
      : Self.cuts(product.n, unit: tile.columns, largest: largestColumns)
    var splitChoices = [1]
    if product.splitsDepth && product.batch == 1 && !product.isCol2im {
      splitChoices += [2, 4, 8, 16, 32].filter {
        product.k / $0 >= 2 * largestDepth && $0 <= 4 * computeUnits
      }
    }
    let cost = ProductCost(product, tile: tile)
    for splits in splitChoices {
      let perSplit = (product.k + splits - 1) / splits
      for rows in rowChoices {
        for columns in columnChoices {
          // The work-item that adds a row of patches into an image must add all of its columns.
          let columnBlocks = product.isCol2im ? 1 : (product.n + columns - 1) / columns
          let blocks = (product.m + rows - 1) / rows * columnBlocks * splits * product.batch
          let each = cost.block(rows: rows, columns: columns, depth: perSplit)
          var total = Self.cycles(of: blocks, each: each, computeUnits: computeUnits)
          if splits > 1 {
            total += 10_000 + Double(splits * product.m * product.n) / 8 / Double(computeUnits)
          }
          let plan = VectorProductPlan(
            rows: rows, columns: columns, largestDepth: largestDepth, depthOfSplit: perSplit, splits: splits)
          body(plan, total)
        }
      }
    }
  }

  /// The cycles that the first thread needs to wake the others, and those after which they begin.
  private static let wakingCycles = 10_000.0, wokenCycles = 30_000.0

  /// The cycles of `blocks` work-items that take `each`. A thread that is free takes its share of the
  /// work-items that are left, as PoCL does it.
  private static func cycles(of blocks: Int, each: Double, computeUnits: Int) -> Double {
    if blocks == 1 || computeUnits == 1 { return Double(blocks) * each }
    var ends = [wakingCycles] + [Double](repeating: wokenCycles, count: computeUnits - 1)
    var (left, end) = (blocks, 0.0)
    while left > 0 {
      let share = left.divided(by: computeUnits)
      let first = ends.indices.min { ends[$0] < ends[$1] }!
      ends[first] += Double(share) * each
      end = max(end, ends[first])
      left -= share
    }
    return end
  }

  /// The block sizes, multiples of `unit` up to `largest`, that divide `count` into 1, 2, 3, … nearly equal
  /// blocks.
  private static func cuts(_ count: Int, unit: Int, largest: Int) -> [Int] {
    let units = (count + unit - 1) / unit
    var sizes: [Int] = []
    for pieces in 1...min(units, 64) {
      let size = (units + pieces - 1) / pieces * unit
      if size <= max(largest, unit) && sizes.last != size { sizes.append(size) }
    }
    if sizes.isEmpty { sizes = [max(largest / unit, 1) * unit] }
    return sizes
  }
}

/// Estimates the cycles of a work-item.
struct ProductCost {
  private let product: Product
  private let tile: VectorTile
  /// The cycles for each packed vector, and for each packed row, of the operands.
  private let left: (vector: Double, row: Double)
  private let right: (vector: Double, row: Double)
  /// The number of lines of a window.
  private let windowRows: Double

  init(_ product: Product, tile: VectorTile) {
    self.product = product
    self.tile = tile
    windowRows = Double(product.geometry?.kernelHeight ?? 1)
    // Beyond the caches of a core, an operand arrives at half a cache line per cycle or less.
    let leftMiss = Double(product.m) * Double(product.k) > Self.cachedElements ? 3.0 : 0
    let rightMiss = Double(product.n) * Double(product.k) > Self.cachedElements ? 8.0 : 0
    left = product.leftSource.rawValue >= 2 ? (1.2, 12 + 8 * windowRows) : (1.2 + leftMiss, 10)
    right =
      switch product.rightSource {
      case .rows: (1.2 + rightMiss, 10)
      case .columns, .reversedTaps: (4 + rightMiss, 10)
      case .im2colTransposed: (2.5, 12 + 8 * windowRows)
      }
  }

  /// The number of elements of an operand that stay in a core's caches.
  private static let cachedElements = 400_000.0

  var whole: Double { block(rows: product.m, columns: product.n, depth: product.k) }

  func block(rows: Int, columns: Int, depth: Int) -> Double {
    let (rows, columns) = (min(rows, product.m), min(columns, product.n))
    if product.isCol2im {
      return lines(images: rows / (product.geometry!.featureHeight * product.geometry!.featureWidth))
    }
    let vectors = Double((columns + 15) / 16)
    let compute = tileCycles(rows) * vectors * Double(depth)
    let packLeft =
      product.readsIm2colInPlace || product.readsRowsInPlace(tile)
      ? 0 : Double(rows) * (Double(depth) / 16 * left.vector + left.row)
    let packRight =
      product.readsRightDirectly(tile) ? 0 : Double(depth) * (vectors * right.vector + right.row)
    let passes = Double((depth + 287) / 288)
    let store = Double(rows) * passes * vectors * 1.5
    return compute + packLeft + packRight + store + 3000
  }

  /// The cycles of the tiles that cover `rows`, for each vector of columns and element of k.
  private func tileCycles(_ rows: Int) -> Double {
    let rest = rows % tile.rows
    return Double(rows - rest) * 0.5 + (rest == 0 ? 0 : max(Double(rest + 1) * 0.5, 2))
  }

  /// The cycles of adding into the lines of `images` images.
  private func lines(images: Int) -> Double {
    let geometry = product.geometry!
    let plan = Col2imPlan(geometry, tile: tile)
    let depth = Double(product.k)
    let vectors = Double((geometry.kernelWidth * geometry.channels + 15) / 16)
    let whole = images / plan.images
    let pixels = Double(images * geometry.featureWidth)
    let cycles =
      geometry.featureWidth > plan.pixels
      ? pixels * 0.5
      : Double(whole) * tileCycles(plan.images * geometry.featureWidth)
        + tileCycles(images % plan.images * geometry.featureWidth)
    let passes = Double((product.k + plan.channels - 1) / plan.channels)
    let taps = Double(geometry.featureHeight) * windowRows
    let compute = cycles * taps * vectors * depth
    let packLeft = pixels * taps * (depth / 16 * 2 + 5 * passes)
    let packRight = windowRows * depth * (vectors * right.vector + right.row)
    let store = pixels * Double(geometry.height) * passes * vectors * 3
    return compute + packLeft + packRight + store + 3000
  }
}
