/// How much of both operands `product_lines.cl` packs at a time. It depends on one image's shape alone, as it decides
/// the order of the sums.
struct LinesPlan {
  /// Rows of packed pixels that there is room for.
  let packedRows: Int
  /// Images whose lines are packed together, and pixels of a line.
  let images: Int
  let pixels: Int
  /// Channels of the small image, taps, and elements of the kernel's lines that are packed together.
  let channels: Int
  let taps: Int
  let columns: Int

  /// The largest sum over taps and channels, in floats.
  static let largestDepth = 288
  /// Floats of the packed weight: with the packed pixels it fits the L2 cache.
  static let packedCapacity = 98304
  /// More columns than this are packed in parts, so that the depth need not be small.
  private static let mostColumns = 320

  init(_ geometry: PatchGeometry, tile: VectorTile) {
    packedRows = 14 * tile.rows
    let pixels = min(geometry.smallWidth, packedRows)
    // Whole tiles where they can be had.
    let most = packedRows / pixels
    let step = (1...tile.rows).first { $0 * pixels % tile.rows == 0 }!
    self.pixels = pixels
    images = pixels < geometry.smallWidth ? 1 : most < step ? most : most / step * step

    let run = geometry.kernelWidth * geometry.channels
    let parts = (run + Self.mostColumns - 1) / Self.mostColumns
    columns = ((run + parts - 1) / parts + tile.columns - 1) / tile.columns * tile.columns
    let depth = min(Self.largestDepth, Self.packedCapacity / columns)
    let passes = (geometry.smallChannels + depth - 1) / depth
    channels = (geometry.smallChannels + passes - 1) / passes
    taps = max(1, passes > 1 ? 1 : depth / channels)
  }
}
