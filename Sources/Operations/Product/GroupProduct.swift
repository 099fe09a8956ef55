import Device

/// The GPU's product, whose work-groups share tiles in local memory (`product_group.cl`).
struct GroupProduct {
  private let product: Product
  private let context: OperationContext
  private let plan: GroupPlan
  private var statistics: ProductStatistics?

  /// The product with the best tile.
  init(_ product: Product, _ context: OperationContext) {
    let product = product.withoutImages ?? product
    self.init(
      product, context,
      plan: GroupPlan(product, info: context.device.info, fixesRows: context.fixesRows))
  }

  /// The product with a tile of this size; nil if that is not possible, or if the order of its sums is not
  /// allowed.
  init?(_ product: Product, _ context: OperationContext, size: GroupTile.Size) {
    let product = product.withoutImages ?? product
    let plan = GroupPlan(
      product, info: context.device.info, fixesRows: context.fixesRows, size: size)
    guard let plan else { return nil }
    self.init(product, context, plan: plan)
  }

  /// The product on matrix units, with a tile of this size or the best one; nil if that is not possible.
  init?(onMatrixUnits product: Product, _ context: OperationContext, size: GroupTile.Size? = nil) {
    let product = product.withoutImages ?? product
    let plan = GroupPlan(
      product, info: context.device.info, precision: context.precision, size: size)
    guard let plan else { return nil }
    self.init(product, context, plan: plan)
  }

  private init(_ product: Product, _ context: OperationContext, plan: GroupPlan) {
    self.product = product
    self.context = context
    self.plan = plan
  }

  var size: GroupTile.Size { plan.tile.size }

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

  func launches() throws -> [any Launch] {
    guard plan.splits > 1 else {
      return [try launch(output: product.output, accumulates: product.accumulates)]
    }
    let parts = try context.makeArray([plan.splits, product.m * product.n])
    return [
      try launch(output: parts, accumulates: false),
      try ProductSum.launch(
        parts: parts, output: product.output, accumulates: product.accumulates, variant: .group,
        context: context),
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
    arguments += ProductStatistics.arguments(statistics, output: output)
    arguments.append(ProductEpilogue.gateArgument(product.epilogue, output: output))
    return try context.launch(
      "product_group",
      in: ProductEpilogue.program(
        files, macros: tile.macros.merging(sourceMacros) { $1 }.merging(statistics?.macros ?? [:]) { $1 },
        epilogue: product.epilogue), arguments,
      items: [extent.tilesOfRows * tile.items, extent.tilesOfColumns, extent.layers * splits],
      local: [tile.items, 1, 1])
  }

  private var files: [String] {
    guard plan.tile.precision != nil else { return ["product_operand", "product_group"] }
    let instructions = context.device.info.matrixInstructions == nil ? "emulation" : "instructions"
    return ["product_operand", "matrix_rows", "matrix_\(instructions)", "product_matrix", "product_group"]
  }

  /// The width of stores, in floats, into lines of `line` floats. A lane of matrix units has two adjacent
  /// elements.
  private func storeVector(_ line: Int) -> String {
    guard plan.tile.precision != nil else { return line % 4 == 0 ? "4" : "1" }
    return line % 2 == 0 ? "2" : "1"
  }

  /// The macros that tell the kernel how to read the operands and write the output. Arrays begin at multiples
  /// of 16 bytes.
  private var sourceMacros: [String: String] {
    let (m, n, k) = (product.m, product.n, product.k)
    func vector(_ line: Int) -> String { line % 4 == 0 ? "4" : "1" }
    guard let geometry = product.geometry else {
      return [
        "A_SOURCE": "\(product.leftSource.rawValue)", "B_SOURCE": "\(product.rightSource.rawValue)",
        "A_VECTOR": vector(product.leftSource == .columns ? m : k),
        "B_VECTOR": vector(product.rightSource == .columns ? k : n),
        "C_VECTOR": storeVector(product.biasPeriod ?? n),
      ]
    }
    let taps = geometry.kernelHeight * geometry.kernelWidth
    let largest = max(geometry.imageCount, product.left.count, product.right.count)
    var macros = ["MASKED_TAPS": taps <= 32 ? "1" : "0", "INDEX": largest <= Int32.max ? "int" : "long"]
    if product.isCol2im {
      let isByTap = product.rightSource == .columns
      macros["A_SOURCE"] = "4"
      macros["B_SOURCE"] = isByTap ? "3" : "4"
      macros["A_VECTOR"] = vector(geometry.featureChannels)
      macros["B_VECTOR"] = vector(isByTap ? geometry.featureChannels : geometry.channels)
      macros["C_VECTOR"] = storeVector(geometry.channels)
      macros["WHOLE_TAPS"] = geometry.featureChannels % plan.tile.k == 0 ? "1" : "0"
      return macros
    }
    let leftIsImage = product.leftSource == .im2col || product.leftSource == .im2colTransposed
    macros["A_SOURCE"] = "\(product.leftSource.rawValue)"
    macros["B_SOURCE"] = "\(product.rightSource.rawValue)"
    macros["A_VECTOR"] = vector(leftIsImage ? geometry.channels : product.leftSource == .columns ? m : k)
    macros["B_VECTOR"] = vector(
      product.rightSource == .im2colTransposed ? geometry.channels : product.rightSource == .columns ? k : n)
    macros["C_VECTOR"] = storeVector(n)
    macros["WHOLE_TAPS"] = product.leftSource == .im2col && geometry.channels % plan.tile.k == 0 ? "1" : "0"
    return macros
  }
}
