import Device

/// The division of a convolution's images into tiles, and of tiles and channels into the blocks of
/// work-items.
struct WinogradPlan {
  /// The number of tiles of all images, and of one image.
  let tiles: Int
  private let tilesOfImage: Int
  private let pixels: Int
  /// The number of products of a tile for each pair of channels.
  let points: Int
  let tile: VectorTile
  private let macros: [String: String]

  private let channels: (inputs: Int, outputs: Int)
  private let computeUnits: Int
  /// The number of floats of local memory.
  private let capacity: Int

  /// The number of floats between the arrays of two points, as in the kernels.
  static let gap = 16
  /// The largest local memory, in floats, that leaves room for the weight in a core's second-level cache.
  private static let largestCapacity = 1 << 17
  /// The largest and smallest numbers of tiles of a block. More tiles would save nothing; with fewer, a
  /// weight is read too often.
  private static let largestBlock = 48
  private static let minimumBlock = 8
  /// The largest numbers of input and of output channels whose pairs a work-item sums for the weight
  /// gradient.
  private static let gradientChannels = 64
  /// The number of tiles from which a core's own part of the weight gradient is worth it.
  private static let minimumPart = 24

  /// Nil if the kernels cannot compute it.
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

  /// The number of tiles that are computed in one step.
  private static let rowStep = 4

  /// Whether a convolution of k channels into n is estimated to be faster than sums over windows.
  ///
  /// The estimates, in cycles of one core per image, include multiply-adds at the rate of full register
  /// tiles, the transforms of each vector of channels of a tile, and the packing of windows.
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

  /// The tile size, 3 or 4, with fewer products along an axis of `size` pixels.
  static func tileSize(_ size: Int) -> Int {
    size.divided(by: 3) * 5 < size.divided(by: 4) * 6 ? 3 : 4
  }

  /// The number of tiles that fit local memory with `floatsOfTile` floats per tile for each point.
  private func fittingTiles(floatsOfTile: Int) -> Int {
    // There are two arrays, with a gap after each point's tiles.
    (capacity / points - 2 * Self.gap) / floatsOfTile
  }

  /// The blocks of a convolution of k channels into n.
  struct Cut {
    let tileBlock: Int
    let nBlock: Int
    /// The block of k in the transform of the weight.
    let kBlock: Int
  }

  func cut(k: Int, n: Int) -> Cut {
    let fitting = fittingTiles(floatsOfTile: k.rounded(to: 16) + tile.columns)
    let largest = min(fitting, Self.largestBlock)
    // As many blocks for each compute unit, of whole register tiles.
    let blocks = tiles.divided(by: largest / Self.rowStep * Self.rowStep).rounded(to: computeUnits)
    let tileBlock = tiles.divided(by: blocks).rounded(to: Self.rowStep)
    let idle = computeUnits / tiles.divided(by: tileBlock)
    let panels = n.divided(by: tile.columns)
    let panelsOfBlock = panels.divided(by: max(1, min(idle, panels)))
    let weightBlocks = (4 * computeUnits).divided(by: n.divided(by: 16))
    return Cut(
      tileBlock: tileBlock, nBlock: panelsOfBlock * tile.columns, kBlock: k.divided(by: min(k, weightBlocks)))
  }

  /// The blocks of the weight gradient: `mBlock` inputs and `nBlock` outputs, and parts of all tiles that are
  /// summed afterwards.
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
  /// The smallest multiple of `unit` that is at least this number.
  func rounded(to unit: Int) -> Int { divided(by: unit) * unit }
}
