import Device

/// The division of a product among work-groups: the tile, and the parts of k that are summed afterwards.
///
/// A row's result depends only on the number of parts, and on slices of k within a work-group. Only products
/// of `splitsDepth` may have several parts; these, and all products of runs that have the same rows each
/// time, may have slices.
struct GroupPlan {
  let tile: GroupTile
  let splits: Int
  /// The depth of k of a part: a multiple of the tile's, so that parts begin at multiples of 16 bytes.
  let depth: Int

  /// The smallest depth of k of a part.
  private static let minimumDepth = 64
  /// Waves of work-groups that splits are thought to fill, at most.
  private static let maximumWaves = 24
  /// Bytes of parts that are not too many to add up.
  private static let maximumPartBytes = 256 << 20
  /// Work-items that keep a compute unit busy, with several independent sums in each.
  private static let busyItems = 256.0
  /// The wait for a step's loads on matrix units, in multiply-adds of a compute unit: 1035 cycles of 128 multiply-adds.
  private static let costOfStep = 132_000.0
  /// The cost of moving a byte to or from memory and of a launch, in multiply-adds of a compute unit: a byte
  /// takes a sixteenth of a cycle, a launch 1.5 microseconds, and a cycle is 128 multiply-adds.
  private static let costOfByte = 8.0
  private static let costOfLaunch = 380_000.0
  /// The cost of a work-group beside its loop, as an additional depth of k.
  private static let depthOfGroup = 48.0

  private init(_ product: Product, tile: GroupTile, splits: Int) {
    self.tile = tile
    depth = product.k.divided(by: splits).divided(by: tile.k) * tile.k
    self.splits = max(1, product.k.divided(by: max(depth, 1)))
  }

  /// The plan of least cost with the best tile for the device. Every GPU has room for the smallest tile.
  init(_ product: Product, info: DeviceInfo, fixesRows: Bool) {
    let sizes = GroupTile.Size.allCases.filter { $0 != .tile32x32 }
    let plans = sizes.compactMap { GroupPlan(product, info: info, fixesRows: fixesRows, size: $0) }
    let smallest = GroupPlan(product, tile: GroupTile(.tile32x32, of: product), info: info)
    self = ([smallest] + plans).min { $0.cost(product, info: info) < $1.cost(product, info: info) }!
  }

  /// The plan of least cost with this tile, and with k in so many parts where that is given; nil if the device has no
  /// room for it, or if the order of its sums is not allowed.
  init?(
    _ product: Product, info: DeviceInfo, fixesRows: Bool, size: GroupTile.Size, splits: Int? = nil
  ) {
    let tile = GroupTile(size, of: product)
    guard GroupTile.hasRegisters(size, of: product) else { return nil }
    self.init(product, tile: tile, info: info, fixesRows: fixesRows, splits: splits)
  }

  /// The same on matrix units, with this tile or the best for the device.
  ///
  /// On emulated matrix units compilation dominates the time, so only one small tile is used.
  init?(
    _ product: Product, info: DeviceInfo, fixesRows: Bool, precision: Precision, size: GroupTile.Size?,
    splits: Int? = nil
  ) {
    let isEmulated = info.matrixInstructions == nil
    let sizes = size.map { [$0] } ?? (isEmulated ? [.tile64x32] : GroupTile.Size.allCases)
    let tiles = sizes.compactMap { GroupTile($0, precision: precision, skipsTaps: fixesRows) }
    let plans = tiles.compactMap {
      GroupPlan(product, tile: $0, info: info, fixesRows: fixesRows, splits: splits)
    }
    guard let plan = plans.min(by: { $0.cost(product, info: info) < $1.cost(product, info: info) }) else {
      return nil
    }
    self = plan
  }

  /// Nil if the device has no room for the tile, or if the order of its sums is not allowed.
  private init?(_ product: Product, tile: GroupTile, info: DeviceInfo, fixesRows: Bool, splits: Int?) {
    guard tile.fits(info), tile.slices == 1 || fixesRows || product.splitsDepth else { return nil }
    guard let splits else {
      self.init(product, tile: tile, info: info)
      return
    }
    guard 1...Self.maximumSplits(of: product) ~= splits else { return nil }
    self.init(product, tile: tile, splits: splits)
  }

  private init(_ product: Product, tile: GroupTile, info: DeviceInfo) {
    let plans = Self.splits(of: product, tile: tile, info: info).map {
      GroupPlan(product, tile: tile, splits: $0)
    }
    self = plans.min { $0.cost(product, info: info) < $1.cost(product, info: info) }!
  }

  /// The largest number of parts of k that a product may have.
  static func maximumSplits(of product: Product) -> Int {
    guard product.splitsDepth, product.batch == 1, !product.isCol2im else { return 1 }
    return max(1, min(product.k / minimumDepth, maximumPartBytes / (4 * product.m * product.n)))
  }

  /// Those that fill whole waves of work-groups, and as many as there may be.
  private static func splits(of product: Product, tile: GroupTile, info: DeviceInfo) -> [Int] {
    let maximum = maximumSplits(of: product)
    guard maximum > 1 else { return [1] }
    let groups = GroupExtent(product, tile: tile).groups
    let full = (1...maximumWaves).map { min($0 * info.computeUnits / groups, maximum) }
    return [1] + Set(full).filter { $0 > 1 }.sorted()
  }

  /// The estimated time, in multiply-adds of a compute unit. Work-groups come in waves over the units, and a
  /// unit with few work-items waits for memory; on matrix units at each step over k.
  private func cost(_ product: Product, info: DeviceInfo) -> Double {
    let extent = GroupExtent(product, tile: tile)
    let groups = extent.groups * splits
    let ofUnit = groups.divided(by: info.computeUnits)
    let active = Double(min(ofUnit, tile.residentGroups) * tile.items)
    let depth = splits > 1 ? min(Double(depth), extent.depth) : extent.depth
    let work = Double(ofUnit) * Double(tile.m * tile.n) * (depth + Self.depthOfGroup) / tile.loopEfficiency
    var cost: Double
    if tile.precision == nil {
      cost = work / min(1, active / Self.busyItems)
    } else {
      let steps = (depth / Double(tile.k * tile.slices)).rounded(.up)
      cost = work + steps * Double(ofUnit.divided(by: tile.residentGroups)) * Self.costOfStep
    }
    if splits > 1 {
      let bytes = 4 * Double(product.m * product.n) * Double(2 * splits)
      cost += bytes * Self.costOfByte / Double(info.computeUnits) + Self.costOfLaunch
    }
    return cost
  }
}

/// The work-groups of a product, before k is split.
struct GroupExtent {
  /// The numbers of tiles along the rows and the columns, and of products or classes of pixels (see
  /// `product_group.cl`).
  let tilesOfRows: Int
  let tilesOfColumns: Int
  let layers: Int
  /// k of a work-group's sums, in the mean.
  let depth: Double
  /// Whether rows are pixels first and images last, as `product_group.cl` says: then tiles leave out taps that reach outside
  /// of images.
  let isPixelMajor: Bool

  /// The least part of the arithmetic that leaving out taps must save, as each work-group then reads other pixels: of
  /// products on matrix units more.
  private static let minimumSaving = 0.1, minimumMatrixSaving = 0.25
  /// Elements of the operands for a multiply-add, at most, for which the cache that all units share is fast enough.
  private static let maximumElements = 0.04

  var groups: Int { tilesOfRows * tilesOfColumns * layers }

  init(_ product: Product, tile: GroupTile) {
    guard product.isCol2im, let geometry = product.geometry else {
      tilesOfRows = product.m.divided(by: tile.m)
      tilesOfColumns = product.n.divided(by: tile.n)
      layers = product.batch
      isPixelMajor =
        product.leftSource == .im2col
        && Self.isWorthwhile(product.geometry!, taps: product.geometry!.taps, tile: tile)
      depth =
        isPixelMajor
        ? Double(product.geometry!.channels) * product.geometry!.taps.reaching
          / Double(product.geometry!.featureHeight * product.geometry!.featureWidth) : Double(product.k)
      return
    }
    let pixels = geometry.classHeight * geometry.classWidth
    tilesOfRows = (geometry.images * pixels).divided(by: tile.m)
    tilesOfColumns = geometry.channels.divided(by: tile.n)
    layers = geometry.classes
    let taps = geometry.classTaps
    isPixelMajor = Self.isWorthwhile(geometry, taps: taps, tile: tile)
    depth =
      Double(geometry.featureChannels) * (isPixelMajor ? taps.reaching : taps.all) / Double(layers * pixels)
  }

  private static func isWorthwhile(
    _ geometry: ConvolutionGeometry, taps: (all: Double, reaching: Double), tile: GroupTile
  ) -> Bool {
    tile.skipsTaps && geometry.images >= tile.m
      && Double(tile.m + tile.n) <= maximumElements * Double(tile.m * tile.n)
      && taps.reaching <= (1 - (tile.precision == nil ? minimumSaving : minimumMatrixSaving)) * taps.all
  }
}
