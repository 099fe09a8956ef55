import Device

/// How the images of a convolution are cut into tiles, and the tiles and channels into the blocks of work-items.
struct WinogradPlan {
  /// Tiles of all images, and of one.
  let tiles: Int
  private let tilesOfImage: Int
  /// Pixels of an image.
  private let pixels: Int
  /// Products of a tile for each pair of channels.
  let points: Int
  let tile: VectorTile
  private let macros: [String: String]

  private let channels: (inputs: Int, outputs: Int)
  private let computeUnits: Int
  /// Floats of local memory.
  private let capacity: Int

  /// Floats between the arrays of two points; as in the kernels.
  static let gap = 16
  /// Local memory that leaves room in a core's second cache for the weight.
  private static let largestCapacity = 1 << 17
  /// The most tiles of a block: more would save nothing. With fewer than the least, a weight is read too often.
  private static let largestBlock = 48
  private static let minimumBlock = 8
  /// The most channels of each kind whose pairs a work-item sums up for the weight's gradient.
  private static let gradientChannels = 64
  /// The tiles that a core needs to be worth a part of its own in the weight's gradient.
  private static let minimumPart = 24

  /// Nil where the kernels do not fit.
  init?(_ geometry: ConvolutionGeometry, info: DeviceInfo) {
    guard geometry.kernelHeight == 3, geometry.kernelWidth == 3, geometry.stride == 1, geometry.padding == 1
    else { return nil }
    let (tileHeight, tileWidth) = (Self.tileSize(geometry.height), Self.tileSize(geometry.width))
    tilesOfImage = geometry.height.divided(by: tileHeight) * geometry.width.divided(by: tileWidth)
    tiles = geometry.images * tilesOfImage
    pixels = geometry.height * geometry.width
    points = (tileHeight + 2) * (tileWidth + 2)
    tile = VectorTile.preferred(floatLanes: info.floatLanes)
    channels = (geometry.channels, geometry.featureChannels)
    computeUnits = info.computeUnits
    capacity = min(Self.largestCapacity, info.localMemory / 4)
    macros = tile.macros.merging([
      "TILE_HEIGHT": "\(tileHeight)", "TILE_WIDTH": "\(tileWidth)", "CAPACITY": "\(capacity)",
    ]) { $1 }
    let widest = max(channels.inputs, channels.outputs)
    guard fittingTiles(floatsOfTile: widest.rounded(to: 16) + tile.columns) >= Self.rowStep,
      fittingTiles(floatsOfTile: 2 * Self.gradientChannels) >= 1
    else { return nil }
  }

  func program(_ epilogue: ProductEpilogue? = nil) -> Program {
    ProductEpilogue.program(["winograd_transforms", "winograd"], macros: macros, epilogue: epilogue)
  }

  /// Tiles are computed in steps of as many.
  private static let rowStep = 4

  /// Whether a convolution of k channels into n is estimated to take less time than sums over windows do.
  ///
  /// The estimates, in cycles of one core for an image, count multiply-adds at the rate of full tiles of registers,
  /// the transforms of a vector of channels of a tile, and the packing of a window.
  func isFaster(k: Int, n: Int) -> Bool {
    guard fittingTiles(floatsOfTile: k.rounded(to: 16) + tile.columns) >= Self.minimumBlock else {
      return false
    }
    let products = Double(k * n.rounded(to: 16)) / 32
    let vectors = Double(k.divided(by: 16) + n.divided(by: 16))
    let short = Double(tilesOfImage) * (Double(points) * products + 150 * vectors)
    let windows = Double(pixels) * (9 * products + 0.7 * Double(k) + 20)
    return short < windows
  }

  /// Of 3 and 4 the one with fewer products along an axis of `size` pixels.
  static func tileSize(_ size: Int) -> Int {
    size.divided(by: 3) * 5 < size.divided(by: 4) * 6 ? 3 : 4
  }

  /// Tiles of which local memory holds `floatsOfTile` floats for each point.
  private func fittingTiles(floatsOfTile: Int) -> Int {
    // Two arrays, with a gap after each point's tiles.
    (capacity / points - 2 * Self.gap) / floatsOfTile
  }

  /// The blocks of a convolution of k channels into n.
  struct Cut {
    let tileBlock: Int
    let nBlock: Int
    /// Of the weight's transform.
    let kBlock: Int
  }

  func cut(k: Int, n: Int) -> Cut {
    let fitting = fittingTiles(floatsOfTile: k.rounded(to: 16) + tile.columns)
    let largest = min(fitting, Self.largestBlock)
    // As many blocks for each unit, of whole tiles of registers.
    let blocks = tiles.divided(by: largest / Self.rowStep * Self.rowStep).rounded(to: computeUnits)
    let tileBlock = tiles.divided(by: blocks).rounded(to: Self.rowStep)
    let idle = computeUnits / tiles.divided(by: tileBlock)
    let panels = n.divided(by: tile.columns)
    let panelsOfBlock = panels.divided(by: max(1, min(idle, panels)))
    let weightBlocks = (4 * computeUnits).divided(by: n.divided(by: 16))
    return Cut(
      tileBlock: tileBlock, nBlock: panelsOfBlock * tile.columns, kBlock: k.divided(by: min(k, weightBlocks)))
  }

  /// The blocks of the weight's gradient: `mBlock` inputs, `nBlock` outputs, and parts of all tiles that are summed
  /// up in the end.
  struct GradientCut {
    let mBlock: Int
    let nBlock: Int
    let tileBlock: Int
    let tilesOfPart: Int
    let parts: Int
  }

  var gradientCut: GradientCut {
    func block(_ channels: Int, unit: Int) -> Int {
      channels.divided(by: channels.divided(by: Self.gradientChannels)).rounded(to: unit)
    }
    let (mBlock, nBlock) = (block(channels.inputs, unit: 16), block(channels.outputs, unit: tile.columns))
    let blocks = channels.inputs.divided(by: mBlock) * channels.outputs.divided(by: nBlock)
    let wanted = computeUnits / blocks.greatestCommonDivisor(computeUnits)
    let tilesOfPart = tiles.divided(by: max(1, min(wanted, tiles / Self.minimumPart)))
    let fitting = fittingTiles(floatsOfTile: mBlock + nBlock)
    let largest = min(fitting, Self.largestBlock)
    return GradientCut(
      mBlock: mBlock, nBlock: nBlock, tileBlock: tilesOfPart.divided(by: tilesOfPart.divided(by: largest)),
      tilesOfPart: tilesOfPart, parts: tiles.divided(by: tilesOfPart))
  }
}

extension Int {
  /// The least multiple of `unit` that is not less.
  func rounded(to unit: Int) -> Int { divided(by: unit) * unit }
}
