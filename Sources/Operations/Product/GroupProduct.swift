import Device

/// The GPU's product, whose work-groups share tiles in local memory (`product_group.cl`).
struct GroupProduct {
  private let product: Product
  private let context: OperationContext
  private let plan: GroupPlan
  private var statistics: ProductStatistics?
  /// What else the work-groups sum: an operand's lines.
  private var sums: LineSums?

  /// The sums over k of an operand that is read along its lines, added to `output` of so many elements, one after another
  /// again and again.
  private struct LineSums {
    let operand: Operand
    let output: DeviceArray
    /// [splits, lines].
    let parts: DeviceArray
  }

  /// As the kernel's SUMS counts them.
  enum Operand: Int {
    case right = 1
    case left
  }

  /// The product with the best tile.
  init(_ product: Product, _ context: OperationContext) {
    let product = product.withoutImages ?? product
    self.init(
      product, context,
      plan: GroupPlan(product, info: context.device.info, fixesRows: context.fixesRows))
  }

  /// The product with a tile of this size, with k in so many parts or in as many as are thought best; nil if that is
  /// not possible, or if the order of its sums is not allowed.
  init?(_ product: Product, _ context: OperationContext, size: GroupTile.Size, splits: Int? = nil) {
    let product = product.withoutImages ?? product
    let plan = GroupPlan(
      product, info: context.device.info, fixesRows: context.fixesRows, size: size, splits: splits)
    guard let plan else { return nil }
    self.init(product, context, plan: plan)
  }

  /// The product on matrix units, with a tile of this size or the best one; nil if that is not possible, or if the order
  /// of its sums is not allowed.
  init?(
    onMatrixUnits product: Product, _ context: OperationContext, size: GroupTile.Size? = nil,
    splits: Int? = nil
  ) {
    let product = product.withoutImages ?? product
    let plan = GroupPlan(
      product, info: context.device.info, fixesRows: context.fixesRows, precision: context.precision,
      size: size, splits: splits)
    guard let plan else { return nil }
    self.init(product, context, plan: plan)
  }

  private init(_ product: Product, _ context: OperationContext, plan: GroupPlan) {
    self.product = product
    self.context = context
    self.plan = plan
  }

  var size: GroupTile.Size { plan.tile.size }

  /// The number of parts of k.
  var splits: Int { plan.splits }

  /// Whether k may be split into so many parts.
  func allowed(splits: Int) -> Bool { 1...GroupPlan.maximumSplits(of: product) ~= splits }

  /// The same product, whose work-groups also store statistics of this `kind` for their tiles; nil if k is
  /// split.
  func with(_ kind: ProductStatistics.Kind) throws -> (product: GroupProduct, statistics: ProductStatistics)?
  {
    let extent = GroupExtent(product, tile: plan.tile)
    guard plan.splits == 1, product.batch == 1, product.biasPeriod == nil else { return nil }
    let columns = product.isCol2im ? product.geometry!.channels : product.n
    let count = extent.tilesOfRows * extent.layers
    guard count <= ProductStatistics.maximumParts else { return nil }
    if case .forward = kind, extent.layers > 1 { return nil }
    let statistics = ProductStatistics(
      kind: kind, partial: try context.makeArray([count, 2, columns]), rows: plan.tile.m)
    var other = self
    other.statistics = statistics
    return (other, statistics)
  }

  /// The same product, whose work-groups also add to `output` the sums of an operand's lines over k: of every column of
  /// `right`, or row of `left`, those that stand for one element of `output` together. Nil where it is not read along its
  /// lines, or its patches do not cover the image.
  func summing(_ operand: Operand, into output: DeviceArray) throws -> GroupProduct? {
    guard product.accumulates, !product.isCol2im, product.batch == 1, statistics == nil else { return nil }
    let lines: Int
    switch operand {
    case .right:
      guard product.rightSource == .rows || product.rightSource == .im2colTransposed else { return nil }
      if product.rightSource == .im2colTransposed, !product.geometry!.windowsCoverImage { return nil }
      lines = product.n
    case .left:
      guard product.leftSource == .columns else { return nil }
      lines = product.m
    }
    precondition(lines % output.count == 0, "sums of \(lines) lines in \(output.shape)")
    var other = self
    other.sums = LineSums(
      operand: operand, output: output, parts: try context.makeArray([plan.splits, lines]))
    return other
  }

  func launches() throws -> [any Launch] {
    let lines = sums.map { ProductSum.Lines(parts: $0.parts, output: $0.output) }
    let accumulates = product.accumulates
    guard plan.splits > 1 else {
      let product = try launch(output: product.output, accumulates: accumulates)
      guard let lines else { return [product] }
      return [
        product,
        try ProductSum.launch(
          parts: nil, output: lines.output, lines: lines, accumulates: accumulates, context: context),
      ]
    }
    let parts = try context.makeArray([plan.splits, product.m * product.n])
    return [
      try launch(output: parts, accumulates: false),
      try ProductSum.launch(
        parts: parts, output: product.output, lines: lines, accumulates: accumulates, context: context),
    ]
  }

  private func launch(output: DeviceArray, accumulates: Bool) throws -> any Launch {
    let (m, n, k) = (product.m, product.n, product.k)
    let (tile, splits) = (plan.tile, plan.splits)
    let extent = GroupExtent(product, tile: tile)
    let columns = product.isCol2im ? product.geometry!.channels : n
    var arguments: [Argument] = [
      .array(product.left), .array(product.right), .array(output),
      .array(product.bias ?? product.addend ?? output),
      .int(m), .int(columns), .int(k), .int(product.leftSource == .columns ? m : k),
      .int(product.rightSource == .columns ? k : n),
      .int(product.batch > 1 ? m * k : 0), .int(product.batch > 1 ? k * n : 0),
      .int(product.batch * splits > 1 ? m * n : 0), .int(plan.depth), .int(splits),
      .int(product.bias != nil ? 1 : product.addend != nil ? 2 : 0), .int(product.biasPeriod ?? columns),
      .int(accumulates ? 1 : 0),
    ]
    if let geometry = product.geometry { arguments += geometry.arguments }
    arguments +=
      sums.map { [.array($0.parts), .array(output), .array(output)] }
      ?? ProductStatistics.arguments(statistics, output: output)
    arguments.append(ProductEpilogue.gateArgument(product.epilogue, output: output))
    return try context.launch(
      "product_group",
      in: ProductEpilogue.program(
        files, macros: tile.macros.merging(sourceMacros(extent)) { $1 }.merging(ownMacros) { $1 },
        epilogue: product.epilogue), arguments,
      items: [extent.tilesOfRows * tile.items, extent.tilesOfColumns, extent.layers * splits],
      local: [tile.items, 1, 1])
  }

  private var files: [String] {
    let instructions = context.device.info.matrixInstructions == nil ? "emulation" : "instructions"
    let multiplying =
      plan.tile.precision == nil
      ? ["product_scalar"] : ["matrix_rows", "matrix_\(instructions)", "product_matrix"]
    return ["product_operand"] + multiplying + ["product_output", "product_group"]
  }

  /// The width of stores, in floats, into lines of `line` floats. A lane of matrix units has two adjacent
  /// elements.
  private func storeVector(_ line: Int) -> String {
    guard plan.tile.precision != nil else { return line % 4 == 0 ? "4" : "1" }
    return line % 2 == 0 ? "2" : "1"
  }

  /// What it computes besides the product.
  private var ownMacros: [String: String] {
    sums.map { ["SUMS": "\($0.operand.rawValue)"] } ?? statistics?.macros ?? [:]
  }

  /// How the kernel reads the operands and writes the output. Arrays begin at multiples of 16 bytes.
  private func sourceMacros(_ extent: GroupExtent) -> [String: String] {
    // Tiles of matrix units are stored by fours or singly.
    func vector(_ count: Int) -> String { plan.tile.precision != nil && count == 2 ? "1" : "\(count)" }
    var macros = [
      "A_SOURCE": "\(product.leftSource.rawValue)", "B_SOURCE": "\(product.rightSource.rawValue)",
      "A_VECTOR": vector(product.leftVector), "B_VECTOR": vector(product.rightVector),
    ]
    guard let geometry = product.geometry else {
      macros["C_VECTOR"] = storeVector(product.biasPeriod ?? product.n)
      return macros
    }
    let taps = product.isCol2im ? geometry.maximumClassTaps : geometry.kernelHeight * geometry.kernelWidth
    let largest = max(geometry.imageCount, product.left.count, product.right.count)
    macros["MASKED_TAPS"] = taps <= 32 ? "1" : "0"
    macros["INDEX"] = largest <= Int32.max ? "int" : "long"
    if extent.isPixelMajor {
      macros["PIXEL_MAJOR"] = "1"
      // k begins at any tap then, so that loads must not reach from one tap into the next.
      if product.rightSource == .columns, !product.isCol2im, geometry.channels % 4 != 0 {
        macros["B_VECTOR"] = "1"
      }
    }
    if product.isCol2im {
      macros["A_SOURCE"] = "4"
      macros["B_SOURCE"] = product.rightSource == .columns ? "3" : "4"
      macros["C_VECTOR"] = storeVector(geometry.channels)
      macros["WHOLE_TAPS"] = geometry.featureChannels % plan.tile.k == 0 ? "1" : "0"
      return macros
    }
    if geometry.windowsLieInside { macros["WINDOWS_INSIDE"] = "1" }
    if product.readsTapLines { macros["TAP_LINES"] = "1" }
    macros["C_VECTOR"] = storeVector(product.n)
    macros["WHOLE_TAPS"] = product.leftSource == .im2col && geometry.channels % plan.tile.k == 0 ? "1" : "0"
    return macros
  }
}
