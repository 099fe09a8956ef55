import Device

/// The weight gradient of a convolution on a CPU if patches have short lines, as in images of few channels.
/// Both operands are read in place (`product_weight_gradient.cl`).
struct WeightGradientProduct {
  private let product: Product
  private let context: OperationContext
  private let geometry: ConvolutionGeometry
  /// The number of rows of the register tile: a divisor of the length of a patch's line.
  private let rows: Int
  /// The number of 16-lane vectors of the register tile.
  private let vectors: Int

  /// The largest number of floats of a part that a work-item sums in local memory.
  private static let capacity = 81920
  /// The number of floats of both operands that stay in the L1 cache while every tile passes over them.
  private static let cachedFloats = 24576

  /// Nil if the product is not such a gradient, if a window reaches beyond its image, or if tiles do not
  /// divide it evenly.
  init?(_ product: Product, _ context: OperationContext) {
    guard let geometry = product.geometry, geometry.padding == 0, product.splitsDepth, product.batch == 1,
      geometry.patch * 32 <= Self.capacity, geometry.featureChannels % 16 == 0, geometry.featureWidth >= 6
    else { return nil }
    switch (product.leftSource, product.rightSource) {
    case (.im2colTransposed, .rows), (.columns, .im2colTransposed): break
    default: return nil
    }
    let tile = VectorTile.preferred(floatLanes: context.device.info.floatLanes)
    let run = geometry.kernelWidth * geometry.channels
    guard let rows = (tile.rows / 2...tile.rows).last(where: { run % $0 == 0 }) else { return nil }
    self.product = product
    self.context = context
    self.geometry = geometry
    self.rows = rows
    vectors = geometry.featureChannels % tile.columns == 0 ? tile.vectors : 1
  }

  func launches() throws -> [any Launch] {
    let lines = geometry.images * geometry.featureHeight
    let columns = min(
      geometry.featureChannels, Self.capacity / geometry.patch / (vectors * 16) * (vectors * 16))
    let blocks = (geometry.featureChannels + columns - 1) / columns
    let wanted = max(1, 4 * context.device.info.computeUnits / blocks)
    let linesOfPart = (lines + wanted - 1) / wanted
    let count = (lines + linesOfPart - 1) / linesOfPart
    let parts = try context.makeArray([count, product.m * product.n])
    let lineLength = geometry.width * geometry.channels
    let floatsOfLine = geometry.featureWidth * geometry.featureChannels + geometry.stride * lineLength
    let isTransposed = product.rightSource == .im2colTransposed
    let program = Program(
      "product_weight_gradient",
      macros: [
        "WIDTH": "16", "ROWS": "\(rows)", "VECTORS": "\(vectors)", "CAPACITY": "\(Self.capacity)",
        "RUN": "\(geometry.kernelWidth * geometry.channels)",
        "STEP": "\(geometry.stride * geometry.channels)",
      ])
    let arguments: [Argument] = [
      .array(isTransposed ? product.right : product.left),
      .array(isTransposed ? product.left : product.right),
      .array(parts), .int(lines), .int(linesOfPart), .int(max(1, Self.cachedFloats / floatsOfLine)),
      .int(geometry.height), .int(lineLength), .int(geometry.featureHeight), .int(geometry.featureWidth),
      .int(geometry.featureChannels), .int(columns), .int(geometry.kernelHeight), .int(geometry.stride),
      .int(isTransposed ? 1 : 0),
    ]
    return [
      try context.launch(
        "product_weight_gradient", in: program, arguments, items: [count, blocks], local: [1, 1]),
      try ProductSum.launch(
        parts: parts, output: product.output, accumulates: product.accumulates, context: context),
    ]
  }
}
