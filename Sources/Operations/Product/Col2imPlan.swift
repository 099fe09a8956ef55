/// The amounts of both operands that `product_col2im.cl` packs at a time. They decide the order of sums, so
/// they depend only on the shape of one image.
struct Col2imPlan {
  /// The number of rows of packed pixels that there is room for.
  let packedRows: Int
  /// The number of images whose lines are packed together, and the number of pixels of a line.
  let images: Int
  let pixels: Int
  /// The numbers of channels of the feature map, of taps, and of elements of the kernel's lines that are
  /// packed together.
  let channels: Int
  let taps: Int
  let columns: Int

  /// The largest depth of a sum over taps and channels, in floats.
  static let largestDepth = 288
  /// The number of floats of the packed weight: together with the packed pixels it fits the L2 cache.
  static let packedCapacity = 98304
  /// The number of columns above which they are packed in parts, so that the depth can stay large.
  private static let maximumColumns = 320

  init(_ geometry: ConvolutionGeometry, tile: VectorTile) {
    packedRows = 14 * tile.rows
    let pixels = min(geometry.featureWidth, packedRows)
    // Whole tiles, if possible.
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
