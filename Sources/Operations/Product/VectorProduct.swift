import Device

/// The CPU's product, with packed panels and register tiles (`product.cl`) and one work-item per block of the
/// output.
struct VectorProduct {
  private let product: Product
  private let context: OperationContext
  private let tile: VectorTile
  private let plan: VectorProductPlan

  /// The product with the plan that is estimated to be fastest.
  init(_ product: Product, _ context: OperationContext) {
    let preferred = VectorTile.preferred(floatLanes: context.device.info.floatLanes)
    let product = product.cheaper(with: preferred)
    tile = product.tile(preferred)
    self.product = product
    self.context = context
    plan = VectorProductPlan(product, tile: tile, computeUnits: context.device.info.computeUnits)
  }

  /// The product with the plan of these sizes; nil if the plan cannot be used.
  init?(_ product: Product, _ context: OperationContext, rows: Int, columns: Int, splits: Int) {
    let preferred = VectorTile.preferred(floatLanes: context.device.info.floatLanes)
    let product = product.cheaper(with: preferred)
    tile = product.tile(preferred)
    self.product = product
    self.context = context
    let plan = VectorProductPlan(
      product, tile: tile, computeUnits: context.device.info.computeUnits, rows: rows, columns: columns,
      splits: splits)
    guard let plan else { return nil }
    self.plan = plan
  }

  var choice: ProductChoice { plan.choice }

  /// The `count` choices that are estimated to be fastest, best first.
  static func choices(_ product: Product, _ context: OperationContext, count: Int) -> [ProductChoice] {
    let info = context.device.info
    let preferred = VectorTile.preferred(floatLanes: info.floatLanes)
    let product = product.cheaper(with: preferred)
    return VectorProductPlan.best(
      count, product, tile: product.tile(preferred), computeUnits: info.computeUnits
    ).map(\.choice)
  }

  func launches() throws -> [any Launch] {
    if product.isCol2im { return [try launchCol2im()] }
    guard plan.splits > 1 else {
      return [try launch(plan, output: product.output, accumulates: product.accumulates)]
    }
    let parts = try context.makeArray([plan.splits, product.m * product.n])
    return [
      try launch(plan, output: parts, accumulates: false),
      try ProductSum.launch(
        parts: parts, output: product.output, accumulates: product.accumulates, context: context),
    ]
  }

  /// The files that precede a kernel of `Kernels/cpu` that uses the micro-kernels.
  static let files = ["product_copy", "product_im2col", "product_pack", "product_micro_kernel"]

  private func program(_ plan: VectorProductPlan) -> Program {
    var macros = tile.macros
    macros["KC"] = "\(plan.largestDepth)"
    macros["A_SOURCE"] = "\(product.leftSource.rawValue)"
    macros["B_SOURCE"] = "\(product.rightSource.rawValue)"
    if product.readsRightDirectly(tile) { macros["B_DIRECT"] = "1" }
    if product.readsIm2colInPlace, let geometry = product.geometry {
      macros["IN_PLACE"] = "1"
      macros["STEP"] = "\(geometry.stride * geometry.channels)"
      macros["RUN"] = "\(geometry.kernelWidth * geometry.channels)"
    }
    if product.readsRowsInPlace(tile) { macros["IN_PLACE"] = "2" }
    return ProductEpilogue.program(Self.files + ["product"], macros: macros, epilogue: product.epilogue)
  }

  /// The distance in elements between two rows of `right` in memory; for reversed taps, the channels of a
  /// tap.
  private var rightStride: Int {
    switch product.rightSource {
    case .columns: product.k
    case .reversedTaps: product.geometry!.channels
    case .rows, .im2colTransposed: product.n
    }
  }

  private func launch(_ plan: VectorProductPlan, output: DeviceArray, accumulates: Bool) throws -> any Launch
  {
    let (m, n, k) = (product.m, product.n, product.k)
    let start = accumulates ? 2 : product.bias != nil ? 1 : 0
    var arguments: [Argument] = [
      .array(product.left), .array(product.right), .array(output), .array(product.bias ?? output),
      .int(m), .int(n), .int(k),
      .int(product.leftSource == .columns ? m : k), .int(rightStride), .int(n),
      .int(product.batch > 1 ? m * k : 0), .int(product.batch > 1 ? k * n : 0),
      .int(product.batch * plan.splits > 1 ? m * n : 0), .int(plan.rows), .int(plan.columns),
      .int(plan.depthOfSplit),
      .int(plan.depth),
      .int(plan.splits), .int(start), .int(product.biasPeriod ?? n),
    ]
    if let geometry = product.geometry { arguments += geometry.arguments }
    arguments.append(ProductEpilogue.gateArgument(product.epilogue, output: output))
    let blocks = [
      (n + plan.columns - 1) / plan.columns, (m + plan.rows - 1) / plan.rows,
      product.batch * plan.splits,
    ]
    return try context.launch("product", in: program(plan), arguments, items: blocks, local: [1, 1, 1])
  }

  /// The launch that adds into the lines of an image (`product_col2im.cl`).
  private func launchCol2im() throws -> any Launch {
    let geometry = product.geometry!
    let lines = Col2imPlan(geometry, tile: tile)
    var macros = tile.macros
    macros["KC"] = "\(Col2imPlan.largestDepth)"
    macros["B_SOURCE"] = "\(product.rightSource.rawValue)"
    macros["C_TARGET"] = "1"
    macros["A_ROWS"] = "\(lines.packedRows)"
    macros["B_CAPACITY"] = "\(Col2imPlan.packedCapacity)"
    let imagesOfBlock = plan.rows / (geometry.featureHeight * geometry.featureWidth)
    let arguments: [Argument] = [
      .array(product.left), .array(product.right), .array(product.output),
      .array(product.bias ?? product.output), .int(imagesOfBlock), .int(lines.images), .int(lines.pixels),
      .int(lines.channels), .int(lines.taps), .int(lines.columns), .int(product.bias != nil ? 1 : 0),
    ]
    return try context.launch(
      "product_col2im",
      in: ProductEpilogue.program(
        Self.files + ["product_col2im"], macros: macros, epilogue: product.epilogue),
      arguments + geometry.arguments
        + [ProductEpilogue.gateArgument(product.epilogue, output: product.output)],
      items: [(geometry.images + imagesOfBlock - 1) / imagesOfBlock], local: [1])
  }
}

/// The register tile of the micro-kernel, which depends on the width of the device's vectors.
struct VectorTile: Sendable, Equatable {
  /// The number of rows: even, from 2 to 14.
  let rows: Int
  /// The number of 16-lane vectors: 1 or 2.
  let vectors: Int

  var columns: Int { vectors * 16 }
  var macros: [String: String] { ["WIDTH": "16", "ROWS": "\(rows)", "VECTORS": "\(vectors)"] }

  /// The tile with as many accumulators as the registers hold: 32 registers of 16 lanes, 16 of 8, or 32 of 4
  /// lanes.
  static func preferred(floatLanes: Int) -> VectorTile {
    switch floatLanes {
    case 16...: VectorTile(rows: 12, vectors: 2)
    case 8..<16: VectorTile(rows: 6, vectors: 1)
    default: VectorTile(rows: 4, vectors: 1)
    }
  }
}

extension Product {
  /// The input gradient of a convolution with stride 1, as a convolution of the output's gradient with the
  /// reversed taps. It writes each pixel once, while adding patches would write it once for each tap. Nil for
  /// other products.
  private var gathered: Product? {
    guard isCol2im, rightSource == .columns, bias == nil, !accumulates, let geometry, geometry.stride == 1,
      geometry.kernelHeight == geometry.kernelWidth, geometry.padding < geometry.kernelHeight
    else { return nil }
    let flipped = ConvolutionGeometry(
      images: geometry.images, height: geometry.featureHeight, width: geometry.featureWidth,
      channels: geometry.featureChannels, featureHeight: geometry.height, featureWidth: geometry.width,
      featureChannels: geometry.channels, kernelHeight: geometry.kernelHeight,
      kernelWidth: geometry.kernelWidth,
      stride: 1, padding: geometry.kernelHeight - 1 - geometry.padding)
    return Product(
      m: flipped.pixels, n: geometry.channels, k: flipped.patch, left: left, leftSource: .im2col,
      right: right,
      rightSource: .reversedTaps, output: output, geometry: flipped, epilogue: epilogue)
  }

  /// Whether the right operand is read in place: with a single tile of rows, packing would cost more than it
  /// saves.
  func readsRightDirectly(_ tile: VectorTile) -> Bool { m <= tile.rows && rightSource == .rows && !isCol2im }

  /// Whether the left operand's rows are read in place: with a single tile of columns each element is used
  /// once, so that packing would cost more than it saves. Rows must not compete for the same cache lines.
  func readsRowsInPlace(_ tile: VectorTile) -> Bool {
    leftSource == .rows && n <= tile.columns && k % 512 != 0 && !isCol2im
  }

  /// Whether patches are read in place: those of short lines, which take long to pack. No window may reach
  /// beyond its image, and the whole depth must fit one pass.
  var readsIm2colInPlace: Bool {
    guard leftSource == .im2col, !accumulates, let geometry else { return false }
    return geometry.padding == 0 && geometry.kernelWidth * geometry.channels <= 32 && k <= 288
      && geometry.featureWidth >= 4
  }

  /// The tile for the product. If patches are read in place, it is one of which whole tiles fill a line with
  /// little left over.
  fileprivate func tile(_ preferred: VectorTile) -> VectorTile {
    guard readsIm2colInPlace, let width = geometry?.featureWidth else { return preferred }
    let tiles = (width + preferred.rows - 1) / preferred.rows
    return VectorTile(rows: (width + tiles - 1) / tiles, vectors: preferred.vectors)
  }

  /// The same as a plain product, if one patch is added into each image and covers it; nil for other
  /// products.
  private func plain(with tile: VectorTile) -> Product? {
    guard bias == nil || geometry.map({ $0.channels % tile.columns == 0 }) ?? true else { return nil }
    return withoutImages
  }

  /// The product itself, or the same product in another form that is estimated to cost less.
  fileprivate func cheaper(with tile: VectorTile) -> Product {
    if let plain = plain(with: tile) { return plain }
    guard let gathered else { return self }
    return ProductCost(gathered, tile: tile).whole < ProductCost(self, tile: tile).whole ? gathered : self
  }
}
