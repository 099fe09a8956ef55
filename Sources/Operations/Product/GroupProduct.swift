import Device

/// The GPU's product: work-groups that share tiles in local memory (`product_group.cl`).
struct GroupProduct {
  private let product: Product
  private let context: OperationContext
  private let tile: GroupTile

  init(_ product: Product, _ context: OperationContext) {
    self.product = product
    self.context = context
    tile = GroupTile.preferred(product, info: context.device.info)
  }

  /// By the tile of this size; nil where the device cannot run its work-groups.
  init?(_ product: Product, _ context: OperationContext, size: GroupTile.Size) {
    self.product = product
    self.context = context
    tile = GroupTile(size)
    guard tile.fits(context.device.info) else { return nil }
  }

  func launches() throws -> [any Launch] {
    let splits = self.splits
    guard splits > 1 else {
      return [try launch(output: product.output, splits: 1, accumulates: product.accumulates)]
    }
    let parts = try context.makeArray([splits, product.m * product.n])
    return [
      try launch(output: parts, splits: splits, accumulates: false),
      try ProductSum.launch(
        parts: parts, output: product.output, accumulates: product.accumulates, candidate: .group,
        context: context),
    ]
  }

  /// Parts of k, where the output is small, accumulates, and k is long: enough to occupy the device.
  private var splits: Int {
    guard product.splitsDepth, product.batch == 1, !product.scatters else { return 1 }
    let tiles = (product.m + tile.m - 1) / tile.m * ((product.n + tile.n - 1) / tile.n)
    let wanted = 4 * context.device.info.computeUnits / tiles
    return max(1, min(wanted, product.k / 256, 64))
  }

  private func launch(output: DeviceArray, splits: Int, accumulates: Bool) throws -> any Launch {
    let (m, n, k) = (product.m, product.n, product.k)
    var macros = tile.macros
    var arguments: [Argument] = [
      .array(product.left), .array(product.right), .array(output), .array(product.bias ?? output),
    ]
    var rows = m
    var depth = product.batch * splits
    var columns = n
    if product.scatters, let geometry = product.geometry {
      macros["A_SOURCE"] = "4"
      macros["B_SOURCE"] = product.rightSource == .columns ? "3" : "4"
      let stride = geometry.stride
      columns = geometry.channels
      rows =
        geometry.images * ((geometry.height + stride - 1) / stride) * ((geometry.width + stride - 1) / stride)
      depth = min(stride, geometry.height) * min(stride, geometry.width)
    } else {
      macros["A_SOURCE"] = "\(product.leftSource.rawValue)"
      macros["B_SOURCE"] = "\(product.rightSource.rawValue)"
    }
    arguments += [
      .int(m), .int(columns), .int(k), .int(product.leftSource == .columns ? m : k),
      .int(product.rightSource == .columns ? k : n),
      .int(product.batch > 1 ? m * k : 0), .int(product.batch > 1 ? k * n : 0),
      .int(product.batch * splits > 1 ? m * n : 0), .int((k + splits - 1) / splits), .int(splits),
      .int(product.bias != nil ? 1 : 0), .int(accumulates ? 1 : 0),
    ]
    if let geometry = product.geometry { arguments += geometry.arguments }
    arguments.append(ProductEpilogue.gateArgument(product.epilogue, output: output))
    return try context.launch(
      "product_group",
      in: ProductEpilogue.program(["product_group"], macros: macros, epilogue: product.epilogue), arguments,
      items: [(rows + tile.m - 1) / tile.m * tile.items, (columns + tile.n - 1) / tile.n, depth],
      local: [tile.items, 1, 1])
  }
}
