import Device

extension Product {
  /// The launches that compute it, in the way that was measured to be fastest, or else in the default way.
  ///
  /// A saved choice that does not fit the product or the device is ignored.
  func launches(_ context: OperationContext) throws -> [any Launch] {
    precondition(bias == nil || !accumulates, "a bias and an accumulated output exclude each other")
    precondition(addend == nil || groupProduct(context) != nil, "an addend of a product by no group")
    precondition(
      epilogue == nil || !splitsDepth && batch == 1, "an epilogue of \(batch) products, or of parts of one")
    if case .gate(let gate) = epilogue {
      precondition(
        gate.activation.hasOutputForm && gate.output.count == output.count,
        "a gate of \(gate.activation) and \(gate.output.shape) on \(output.shape)")
    }
    context.note(shape)
    if let choice = context.savedChoice(for: shape), let launches = try launches(choice, context) {
      context.note(choice.variant)
      return launches
    }
    if context.usesMatrixUnits(for: shape), let product = GroupProduct(onMatrixUnits: self, context) {
      context.note(.matrix)
      return try product.launches()
    }
    guard context.roundsOperands else { return try ordinaryLaunches(context) }
    let (rounding, rounded) = try roundingOperands(context)
    return try rounding + rounded.ordinaryLaunches(context)
  }

  /// The launches by kernels that multiply in float32, in the default way.
  private func ordinaryLaunches(_ context: OperationContext) throws -> [any Launch] {
    let library = try CLBlastProduct.launches(self, context)
    switch context.choose(among: library == nil ? [.vector, .group] : [.vector, .group, .clblast]) {
    case .vector: return try ordinaryLaunches(defaultVectorChoice(context), context)!
    case .group:
      return try FewChannelsProduct(self, context)?.launches() ?? GroupProduct(self, context).launches()
    case .clblast: return try library! + finish(context)
    case .matrix: preconditionFailure("matrix units are no ordinary choice")
    }
  }

  /// The launches that compute it as `choice` says, in the context's precision; nil if the device cannot.
  package func launches(_ choice: ProductChoice, _ context: OperationContext) throws -> [any Launch]? {
    guard context.roundsOperands, choice.variant != .matrix else {
      return try ordinaryLaunches(choice, context)
    }
    let (rounding, rounded) = try roundingOperands(context)
    return try rounded.ordinaryLaunches(choice, context).map { rounding + $0 }
  }

  /// The same where no operands are rounded before.
  private func ordinaryLaunches(_ choice: ProductChoice, _ context: OperationContext) throws -> [any Launch]?
  {
    switch choice {
    case .vector(let rows, let columns, let splits):
      return try VectorProduct(self, context, rows: rows, columns: columns, splits: splits)?.launches()
    case .window:
      return try WeightGradientProduct(self, context)?.launches()
    case .cells:
      return try Col2imStride2Product(self, context)?.launches()
    case .pixels:
      return try FewChannelsProduct(self, context)?.launches()
    case .group(let size, let splits):
      return try GroupProduct(self, context, size: size, splits: splits)?.launches()
    case .matrix(let size, let splits):
      return try GroupProduct(onMatrixUnits: self, context, size: size, splits: splits)?.launches()
    case .clblast:
      return try CLBlastProduct.launches(self, context).map { try $0 + finish(context) }
    }
  }

  /// The GPU's product that `launches` uses; nil if it uses another way.
  func groupProduct(_ context: OperationContext) -> GroupProduct? {
    switch context.savedChoice(for: shape) {
    case .matrix(let size, let splits):
      if let product = GroupProduct(onMatrixUnits: self, context, size: size, splits: splits) {
        return product
      }
    case .group(let size, let splits) where !context.roundsOperands:
      if let product = GroupProduct(self, context, size: size, splits: splits) { return product }
    case nil: break
    default: return nil
    }
    if context.usesMatrixUnits(for: shape), let product = GroupProduct(onMatrixUnits: self, context) {
      return product
    }
    if context.roundsOperands { return nil }
    let isGroup = (context.forced ?? KernelVariant.preferred(on: context.device.info)) == .group
    return isGroup && FewChannelsProduct(self, context) == nil ? GroupProduct(self, context) : nil
  }

  /// The launches of a GPU's product that also stores statistics of this kind; nil if another way is used, or
  /// if there are too many tiles.
  func launches(with kind: ProductStatistics.Kind, _ context: OperationContext) throws -> (
    launches: [any Launch], statistics: ProductStatistics
  )? {
    guard let fused = try groupProduct(context)?.with(kind) else { return nil }
    context.note(shape)
    context.note(.group)
    return (try fused.product.launches(), fused.statistics)
  }

  /// Its launches, and what adds the sums of `source`'s channels to `output` [channels], where it is wanted: GPUs compute
  /// them with the product, of which `source` is this operand.
  func launches(
    summing operand: GroupProduct.Operand, _ source: DeviceArray, into output: DeviceArray?,
    _ context: OperationContext
  ) throws -> [any Launch] {
    if let output, let summing = try groupProduct(context)?.summing(operand, into: output) {
      context.note(shape)
      context.note(.group)
      return try summing.launches()
    }
    return try launches(context) + Reduction.channelSum(source, output: output, context: context)
  }

  /// The epilogue's launches after a library's product.
  private func finish(_ context: OperationContext) throws -> [any Launch] {
    try epilogue?.launches(on: output, context: context) ?? []
  }

  /// The choice if nothing has been measured.
  package func defaultChoice(_ context: OperationContext) -> ProductChoice {
    if context.usesMatrixUnits(for: shape), let product = GroupProduct(onMatrixUnits: self, context) {
      return .matrix(tile: product.size)
    }
    switch KernelVariant.preferred(on: context.device.info) {
    case .vector: return defaultVectorChoice(context)
    case .group, .matrix, .clblast: return defaultGroupChoice(context)
    }
  }

  /// The default choice on GPUs: work-items that are pixels, if the product can be computed so, else tiles.
  private func defaultGroupChoice(_ context: OperationContext) -> ProductChoice {
    if FewChannelsProduct(self, context) != nil { return .pixels }
    return .group(tile: GroupProduct(self, context).size)
  }

  /// The default choice on CPUs: a kernel for special convolutions, if the product can be computed so, else
  /// packed blocks.
  private func defaultVectorChoice(_ context: OperationContext) -> ProductChoice {
    if WeightGradientProduct(self, context) != nil { return .window }
    if Col2imStride2Product(self, context) != nil { return .cells }
    return VectorProduct(self, context).choice
  }

  /// The choices that are worth measuring, the default one first. On a CPU: the `plans` most promising divisions into
  /// blocks, every tile that the device's work-groups can hold, and CLBlast. On a GPU every tile, with several numbers of
  /// parts where k may be split; on matrix units alone in a precision below float32, and on them as well in float32.
  package func choices(_ context: OperationContext, plans: Int) -> [ProductChoice] {
    var choices = [defaultChoice(context)]
    let hasMatrixUnits = context.device.info.matrixInstructions != nil
    if hasMatrixUnits, context.usesMatrixUnits(for: shape) || context.precision == .float32 {
      choices += GroupTile.Size.allCases.flatMap { size in
        partCounts(GroupProduct(onMatrixUnits: self, context, size: size), context).map {
          .matrix(tile: size, splits: $0)
        }
      }
    }
    if context.usesMatrixUnits(for: shape) { return choices.withoutRepetitions }
    if context.isCPU { choices += VectorProduct.choices(self, context, count: plans) }
    choices += GroupTile.Size.allCases.flatMap { size in
      partCounts(GroupProduct(self, context, size: size), context).map { .group(tile: size, splits: $0) }
    }
    if FewChannelsProduct(self, context) != nil { choices.append(.pixels) }
    if CLBlastProduct.supports(self) { choices.append(.clblast) }
    return choices.withoutRepetitions
  }

  /// The numbers of parts of k that are worth measuring with a tile: as many as are thought best, which is nil, and on
  /// GPUs half and twice as many. None for a tile that the device cannot hold.
  private func partCounts(_ product: GroupProduct?, _ context: OperationContext) -> [Int?] {
    guard let product else { return [] }
    guard !context.isCPU else { return [nil] }
    return [nil] + [product.splits / 2, 2 * product.splits].filter { product.allowed(splits: $0) }
  }
}

extension [ProductChoice] {
  /// Each of them once, in the order in which they come first.
  fileprivate var withoutRepetitions: [ProductChoice] {
    enumerated().filter { firstIndex(of: $1) == $0 }.map(\.element)
  }
}
