import Device

extension Normalization {
  /// The division of a batch's rows and channels among work-items: blocks of rows, spans of channels.
  private struct Blocks {
    /// The number of floats of a block on CPUs: half of a core's first-level cache.
    private static let blockFloats = 8192
    private static let smallestBlock = 16
    private static let largestGroupBlockCount = 256
    private static let groupShape = [32, 2]

    let rows: Int
    let channels: Int
    let blockRows: Int
    let span: Int
    private let vector: Bool

    init(_ input: DeviceArray, context: OperationContext) {
      (rows, channels) = input.rowsAndColumns
      vector = context.choose() == .vector
      blockRows = Swift.max(
        Self.smallestBlock,
        vector ? Self.blockFloats / channels : rows.divided(by: Self.largestGroupBlockCount))
      span = vector ? channels : 1
    }

    var count: Int { rows.divided(by: blockRows) }
    var sizes: [Argument] { [.int(rows), .int(channels), .int(blockRows)] }

    func launch(
      _ kernel: String, _ arguments: [Argument], epilogue: ProductEpilogue? = nil, context: OperationContext
    ) throws -> any Launch {
      try context.launch(
        kernel,
        in: ProductEpilogue.program(
          ["work_group", file], macros: vector ? ["WIDTH": "16"] : [:], epilogue: epilogue), arguments,
        items: [channels.divided(by: span), count], local: vector ? [1, 1] : Self.groupShape)
    }
  }

  /// The division of a batch's rows and channels among work-groups on GPUs (see `batch_normalization.cl`).
  private struct GroupBlocks {
    private static let file = "batch_normalization"
    /// The number of channels of a work-group, and the number of rows that it reads at a time.
    private static let lanes = 32
    private static let slices = 8
    /// The smallest number of rows of a block: several for each slice.
    private static let smallestBlock = 4 * slices
    /// The largest number of blocks whose partial results a work-group merges.
    private static let maximumBlocks = 256

    let rows: Int
    let channels: Int
    let blockRows: Int

    /// Nil if the CPUs' kernels are to be used. Otherwise there are two work-groups for each compute unit, or
    /// as many as the batch allows.
    init?(_ input: DeviceArray, context: OperationContext) {
      guard context.choose() == .group,
        Self.lanes * Self.slices <= context.device.info.largestWorkGroup
      else { return nil }
      (rows, channels) = input.rowsAndColumns
      let wanted = (2 * context.device.info.computeUnits).divided(by: channels.divided(by: Self.lanes))
      blockRows = max(Self.smallestBlock, rows.divided(by: min(max(wanted, 1), Self.maximumBlocks)))
    }

    var count: Int { rows.divided(by: blockRows) }
    var sizes: [Argument] { [.int(rows), .int(channels), .int(blockRows)] }

    func launch(
      _ kernel: String, _ arguments: [Argument], epilogue: ProductEpilogue? = nil, context: OperationContext
    ) throws -> any Launch {
      let items = Self.lanes * Self.slices
      return try context.launch(
        kernel,
        in: ProductEpilogue.program([Self.file], macros: ["SLICES": "\(Self.slices)"], epilogue: epilogue),
        arguments, items: [channels.divided(by: Self.lanes) * items, count], local: [items, 1])
    }
  }

  /// Whether batches of this shape are normalized by the GPUs' kernels.
  static func isByGroups(_ input: DeviceArray, context: OperationContext) -> Bool {
    GroupBlocks(input, context: context) != nil
  }

  /// The arrays that a batch normalization reads and writes beside its input.
  package struct Batch {
    let weight: DeviceArray
    let bias: DeviceArray
    let runningMean: DeviceArray
    let runningVariance: DeviceArray
    let output: DeviceArray
    let nextRunningMean: DeviceArray
    let nextRunningVariance: DeviceArray
    let statistics: DeviceArray
    let sum: DeviceArray?
    let activation: Activation?
    let momentum: Float
    let epsilon: Float

    /// Shapes: output and sum [..., channels]; statistics [2, channels], an output for the backward pass; all
    /// others [channels]. The next averages are (1 − momentum) · running + momentum · the batch's, with the
    /// unbiased variance. They may be the running averages themselves.
    package init(
      weight: DeviceArray, bias: DeviceArray, runningMean: DeviceArray, runningVariance: DeviceArray,
      output: DeviceArray, nextRunningMean: DeviceArray, nextRunningVariance: DeviceArray,
      statistics: DeviceArray, sum: DeviceArray? = nil, activation: Activation? = nil, momentum: Float,
      epsilon: Float
    ) {
      (self.weight, self.bias, self.runningMean, self.runningVariance) = (
        weight, bias, runningMean, runningVariance
      )
      (self.output, self.nextRunningMean, self.nextRunningVariance) = (
        output, nextRunningMean, nextRunningVariance
      )
      (self.statistics, self.sum, self.activation) = (statistics, sum, activation)
      (self.momentum, self.epsilon) = (momentum, epsilon)
    }
  }

  /// Normalizes by the batch's own mean and variance, and updates the running averages. Then `sum`, if given,
  /// is added to the output, and `activation` applied. Shapes: input [..., channels], others as in `Batch`.
  ///
  /// Throws if the batch has a single row, which has no variance.
  package static func batchForward(input: DeviceArray, _ batch: Batch, context: OperationContext) throws
    -> [any Launch]
  {
    try batchForward(input: input, batch, partial: nil, context: context)
  }

  /// The same after a product that computed the input and, if `partial` is given, partial statistics.
  static func batchForward(
    input: DeviceArray, _ batch: Batch, partial known: ProductStatistics?, context: OperationContext
  ) throws -> [any Launch] {
    let (rows, channels) = input.rowsAndColumns
    let (output, sum, statistics) = (batch.output, batch.sum, batch.statistics)
    let perChannel = [
      batch.weight, batch.bias, batch.runningMean, batch.runningVariance, batch.nextRunningMean,
      batch.nextRunningVariance,
    ]
    precondition(
      perChannel.allSatisfy { $0.count == channels } && output.count == input.count
        && sum?.count ?? input.count == input.count && statistics.count == 2 * channels,
      "batch_norm_train: input \(input.shape), output \(output.shape), statistics \(statistics.shape), per channel \(perChannel.map(\.shape))"
    )
    guard rows > 1 else {
      throw OperationError(
        operation: "batch_norm_train",
        reason: "an input of shape \(input.shape) has one value per channel; its variance needs at least two")
    }
    let epilogue = batch.activation.map(ProductEpilogue.activation)
    if let blocks = GroupBlocks(input, context: context) {
      let partial = try known?.partial ?? context.makeArray([blocks.count, 2, channels])
      var launches: [any Launch] = []
      if known == nil {
        launches.append(
          try blocks.launch(
            "batch_norm_statistics_group", [.array(input), .array(partial)] + blocks.sizes, context: context))
      }
      launches.append(
        try blocks.launch(
          "batch_norm_forward_group",
          [
            .array(input), .array(partial), .array(batch.weight), .array(batch.bias),
            .array(batch.runningMean), .array(batch.runningVariance), .array(sum ?? input), .array(output),
            .array(batch.nextRunningMean), .array(batch.nextRunningVariance), .array(statistics),
          ] + blocks.sizes + [
            .int(known?.rows ?? blocks.blockRows), .int(sum == nil ? 0 : 1), .float(batch.momentum),
            .float(batch.epsilon),
          ], epilogue: epilogue, context: context))
      return launches
    }
    precondition(known == nil, "statistics of a GPU's product, but a normalization by CPUs' kernels")
    let blocks = Blocks(input, context: context)
    let partial = try context.makeArray([blocks.count, 2, blocks.channels])
    return [
      try blocks.launch(
        "batch_norm_statistics", [.array(input), .array(partial)] + blocks.sizes + [.int(blocks.span)],
        context: context),
      try self.perChannel(
        "batch_norm_merge",
        [
          .array(partial), .array(batch.runningMean), .array(batch.runningVariance),
          .array(batch.nextRunningMean), .array(batch.nextRunningVariance), .array(statistics),
        ] + blocks.sizes + [.float(batch.momentum), .float(batch.epsilon)], channels: blocks.channels,
        context: context),
      try normalize(
        input: input, statistics: statistics, weight: batch.weight, bias: batch.bias, sum: sum,
        output: output,
        epilogue: epilogue, blocks, context),
    ]
  }

  /// Normalizes by constant running averages.
  ///
  /// Shapes: input, output [..., channels]; statistics [2, channels], an output for the backward pass; others
  /// [channels].
  package static func batchEvaluationForward(
    input: DeviceArray, weight: DeviceArray, bias: DeviceArray, runningMean: DeviceArray,
    runningVariance: DeviceArray, output: DeviceArray, statistics: DeviceArray, epsilon: Float,
    context: OperationContext
  ) throws -> [any Launch] {
    let blocks = Blocks(input, context: context)
    let perChannel = [weight, bias, runningMean, runningVariance]
    precondition(
      perChannel.allSatisfy { $0.count == blocks.channels } && output.count == input.count
        && statistics.count == 2 * blocks.channels,
      "batch_norm_eval: input \(input.shape), output \(output.shape), statistics \(statistics.shape), per channel \(perChannel.map(\.shape))"
    )
    return [
      try self.perChannel(
        "batch_norm_running",
        [
          .array(runningMean), .array(runningVariance), .array(statistics), .int(blocks.channels),
          .float(epsilon),
        ],
        channels: blocks.channels, context: context),
      try normalize(
        input: input, statistics: statistics, weight: weight, bias: bias, sum: nil, output: output,
        epilogue: nil, blocks, context),
    ]
  }

  private static func normalize(
    input: DeviceArray, statistics: DeviceArray, weight: DeviceArray, bias: DeviceArray, sum: DeviceArray?,
    output: DeviceArray, epilogue: ProductEpilogue?, _ blocks: Blocks, _ context: OperationContext
  ) throws -> any Launch {
    try blocks.launch(
      "batch_norm_forward",
      [
        .array(input), .array(statistics), .array(weight), .array(bias), .array(sum ?? input), .array(output),
      ] + blocks.sizes + [.int(blocks.span), .int(sum == nil ? 0 : 1)], epilogue: epilogue, context: context)
  }

  /// The arrays that the gradient of a batch normalization reads and writes beside its output's gradient. It
  /// assigns inputGradient, and adds to weightGradient and biasGradient.
  package struct BatchGradient {
    let input: DeviceArray
    let weight: DeviceArray
    let statistics: DeviceArray
    let inputGradient: DeviceArray
    let weightGradient: DeviceArray
    let biasGradient: DeviceArray
    let ofBatch: Bool

    /// `ofBatch` tells that the statistics [2, channels] are the batch's own, not constants. Shapes: input
    /// and inputGradient [..., channels]; others [channels].
    package init(
      input: DeviceArray, weight: DeviceArray, statistics: DeviceArray, inputGradient: DeviceArray,
      weightGradient: DeviceArray, biasGradient: DeviceArray, ofBatch: Bool
    ) {
      (self.input, self.weight, self.statistics, self.ofBatch) = (input, weight, statistics, ofBatch)
      (self.inputGradient, self.weightGradient, self.biasGradient) = (
        inputGradient, weightGradient, biasGradient
      )
    }
  }

  /// The gradients of a batch normalization, given its output's gradient [..., channels].
  package static func batchBackward(
    _ batch: BatchGradient, outputGradient: DeviceArray, context: OperationContext
  ) throws -> [any Launch] {
    try batchBackward(batch, outputGradient: outputGradient, partial: nil, context: context)
  }

  /// The same after a product that computed outputGradient and, if `partial` is given, partial sums.
  static func batchBackward(
    _ batch: BatchGradient, outputGradient: DeviceArray, partial known: ProductStatistics?,
    context: OperationContext
  ) throws -> [any Launch] {
    let (input, statistics) = (batch.input, batch.statistics)
    let channels = input.rowsAndColumns.columns
    precondition(
      outputGradient.count == input.count && batch.inputGradient.count == input.count
        && batch.weight.count == channels && statistics.count == 2 * channels,
      "batch_norm: input \(input.shape), weight \(batch.weight.shape), statistics \(statistics.shape), output gradient \(outputGradient.shape), input gradient \(batch.inputGradient.shape)"
    )
    if let blocks = GroupBlocks(input, context: context) {
      let partial = try known?.partial ?? context.makeArray([blocks.count, 2, channels])
      var launches: [any Launch] = []
      if known == nil {
        launches.append(
          try blocks.launch(
            "batch_norm_sums_group",
            [.array(input), .array(statistics), .array(outputGradient), .array(partial)] + blocks.sizes,
            context: context))
      }
      // The launch that assigns the input's gradient also adds the gradients of weight and bias.
      launches.append(
        try blocks.launch(
          "batch_norm_backward_group",
          [
            .array(input), .array(statistics), .array(batch.weight), .array(outputGradient), .array(partial),
            .array(batch.weightGradient), .array(batch.biasGradient), .array(batch.inputGradient),
          ] + blocks.sizes + [.int(partial.shape[0]), .int(batch.ofBatch ? 1 : 0)], context: context))
      return launches
    }
    precondition(known == nil, "sums of a GPU's product, but a normalization by CPUs' kernels")
    let blocks = Blocks(input, context: context)
    let sums = try context.makeArray([2, channels])
    let partial = try context.makeArray([blocks.count, 2, channels])
    return [
      try blocks.launch(
        "batch_norm_sums",
        [.array(input), .array(statistics), .array(outputGradient), .array(partial)] + blocks.sizes
          + [.int(blocks.span)], context: context),
      try parameterGradients(
        partial: partial, sums: sums, weightGradient: batch.weightGradient, biasGradient: batch.biasGradient,
        context: context),
      try blocks.launch(
        "batch_norm_backward",
        [
          .array(input), .array(statistics), .array(batch.weight), .array(outputGradient), .array(sums),
          .array(batch.inputGradient),
        ] + blocks.sizes + [.int(blocks.span), .int(batch.ofBatch ? 1 : 0)], context: context),
    ]
  }
}
