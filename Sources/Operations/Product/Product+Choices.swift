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
    if context.usesMatrixUnits(for: self), let product = GroupProduct(onMatrixUnits: self, context) {
      context.note(.matrix)
      return try product.launches()
    }
    if context.roundsOperands { return try launchesOfRoundedOperands(context) }
    return try ordinaryLaunches(context)
  }

  /// The launches by kernels that multiply in float32.
  func ordinaryLaunches(_ context: OperationContext) throws -> [any Launch] {
    if context.forced == nil, let choice = context.selection[shape],
      let launches = try launches(choice, context)
    {
      context.note(choice.variant)
      return launches
    }
    let library = try CLBlastProduct.launches(self, context)
    switch context.choose(among: library == nil ? [.vector, .group] : [.vector, .group, .clblast]) {
    case .vector: return try launches(defaultVectorChoice(context), context)!
    case .group:
      return try FewChannelsProduct(self, context)?.launches() ?? GroupProduct(self, context).launches()
    case .clblast: return try library! + finish(context)
    case .matrix: preconditionFailure("matrix units are no ordinary choice")
    }
  }

  /// The launches that compute it as `choice` says; nil if the device cannot.
  package func launches(_ choice: ProductChoice, _ context: OperationContext) throws -> [any Launch]? {
    switch choice {
    case .vector(let rows, let columns, let splits):
      return try VectorProduct(self, context, rows: rows, columns: columns, splits: splits)?.launches()
    case .window:
      return try WeightGradientProduct(self, context)?.launches()
    case .cells:
      return try Col2imStride2Product(self, context)?.launches()
    case .pixels:
      return try FewChannelsProduct(self, context)?.launches()
    case .group(let size):
      return try GroupProduct(self, context, size: size)?.launches()
    case .matrix(let size):
      return try GroupProduct(onMatrixUnits: self, context, size: size)?.launches()
    case .clblast:
      return try CLBlastProduct.launches(self, context).map { try $0 + finish(context) }
    }
  }

  /// The GPU's product that `launches` uses; nil if it uses another way.
  func groupProduct(_ context: OperationContext) -> GroupProduct? {
    if context.usesMatrixUnits(for: self), let product = GroupProduct(onMatrixUnits: self, context) {
      return product
    }
    if context.roundsOperands { return nil }
    if context.forced == nil, let choice = context.selection[shape] {
      guard case .group(let size) = choice else { return nil }
      return GroupProduct(self, context, size: size)
    }
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
    switch KernelVariant.preferred(on: context.device.info) {
    case .vector: defaultVectorChoice(context)
    case .group, .matrix, .clblast: defaultGroupChoice(context)
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

  /// The choices that are worth measuring, the default one first: on a CPU the `plans` most promising
  /// divisions into blocks, every tile that the device's work-groups can hold, and CLBlast.
  package func choices(_ context: OperationContext, plans: Int) -> [ProductChoice] {
    var choices = [defaultChoice(context)]
    if context.isCPU { choices += VectorProduct.choices(self, context, count: plans) }
    choices += GroupTile.Size.allCases.filter { GroupProduct(self, context, size: $0) != nil }.map {
      .group(tile: $0)
    }
    if context.device.info.matrixInstructions != nil {
      choices += GroupTile.Size.allCases.filter {
        GroupProduct(onMatrixUnits: self, context, size: $0) != nil
      }.map { .matrix(tile: $0) }
    }
    if FewChannelsProduct(self, context) != nil { choices.append(.pixels) }
    if CLBlastProduct.supports(self) { choices.append(.clblast) }
    return choices.enumerated().filter { choices.firstIndex(of: $1) == $0 }.map(\.element)
  }
}
