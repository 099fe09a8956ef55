/// How much of both operands `product_col2im.cl` packs at a time. It depends on one image's shape alone, as it decides
/// the order of the sums.
struct Col2imPlan {
  /// Rows of packed pixels that there is room for.
  let packedRows: Int
  /// Images whose lines are packed together, and pixels of a line.
  let images: Int
  let pixels: Int
  /// Channels of the feature map, taps, and elements of the kernel's lines that are packed together.
  let channels: Int
  let taps: Int
  let columns: Int

  /// The largest sum over taps and channels, in floats.
  static let largestDepth = 288
  /// Floats of the packed weight: with the packed pixels it fits the L2 cache.
  static let packedCapacity = 98304
  /// More columns than this are packed in parts, so that the depth need not be features.
  private static let maximumColumns = 320

  init(_ geometry: ConvolutionGeometry, tile: VectorTile) {
    packedRows = 14 * tile.rows
    let pixels = min(geometry.featureWidth, packedRows)
    // Whole tiles where they can be had.
    let maximum = packedRows / pixels
    let step = (1...tile.rows).first { $0 * pixels % tile.rows == 0 }!
    self.pixels = pixels
    images = pixels < geometry.featureWidth ? 1 : maximum < step ? maximum : maximum / step * step

    let run = geometry.kernelWidth * geometry.channels
    let parts = (run + Self.maximumColumns - 1) / Self.maximumColumns
    columns = ((run + parts - 1) / parts + tile.columns - 1) / tile.columns * tile.columns
    let depth = min(Self.largestDepth, Self.packedCapacity / columns)
    let passes = (geometry.featureChannels + depth - 1) / depth
    channels = (geometry.featureChannels + passes - 1) / passes
    taps = max(1, passes > 1 ? 1 : depth / channels)
  }
}
