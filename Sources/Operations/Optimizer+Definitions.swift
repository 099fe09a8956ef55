import Device

extension Optimizer {
  /// Inputs: parameters by any name, and `gradient_<name>_<t>` for each and each t below the attribute `steps`.
  /// Outputs: the parameters after the last step, by their names.
  static let definitions = [
    OperationDefinition("sgd") { binder in
      try bind(
        .descent(
          momentum: binder.float("momentum", default: 0),
          weightDecay: binder.float("weight_decay", default: 0)),
        binder)
    },
    OperationDefinition("adam") { try bind(adam($0, weightDecay: 0, decoupled: false), $0) },
    OperationDefinition("adamw") { try bind(adam($0, weightDecay: 1e-2, decoupled: true), $0) },
  ]

  /// With PyTorch's defaults.
  private static func adam(_ binder: Binder, weightDecay: Float, decoupled: Bool) throws -> Rule {
    .adam(
      beta1: try decay("beta1", default: 0.9, binder), beta2: try decay("beta2", default: 0.999, binder),
      epsilon: try binder.float("epsilon", default: 1e-8),
      weightDecay: try binder.float("weight_decay", default: weightDecay), decoupled: decoupled)
  }

  private static func decay(_ name: String, default fallback: Float, _ binder: Binder) throws -> Float {
    let value = try binder.float(name, default: fallback)
    try binder.require(0 <= value && value < 1, "the attribute \"\(name)\" is \(value), not in [0, 1)")
    return value
  }

  private static func bind(_ rule: Rule, _ binder: Binder) throws {
    let context = binder.context
    let steps = try binder.integer("steps")
    try binder.require(
      0 < steps && steps <= binder.request.inputs.count,
      "the attribute \"steps\" is \(steps), but there are \(binder.request.inputs.count) inputs")
    let prefix = "gradient_"
    let names = binder.request.inputs.keys.filter { !$0.hasPrefix(prefix) }.sorted()
    try binder.require(!names.isEmpty, "there is no parameter")
    try binder.require(
      binder.request.inputs.count == names.count * (steps + 1),
      "\(names.count) parameters and \(steps) steps need \(names.count * steps) gradients, but there are \(binder.request.inputs.count - names.count)"
    )
    let shapes = names.map { binder.request.inputs[$0]?.shape ?? [] }
    try binder.require(
      shapes.allSatisfy { $0.allSatisfy { $0 > 0 } }, "the parameters have shapes \(shapes); no size may be 0"
    )
    let total = shapes.map { $0.reduce(4) { $0 * Double($1) } }.reduce(0, +)
    try binder.require(
      total <= Double(context.device.info.largestAllocation) && total < 0x1p32,
      "the parameters have shapes \(shapes), which the device cannot hold in one block")
    let layout = ParameterLayout(packing: shapes)
    let table = try Table(layout, context: context)

    let source = try context.makeArray([layout.count])
    let parameters = try context.makeArray([layout.count])
    for (index, name) in names.enumerated() {
      _ = try binder.input(name) { _ in layout.slice(index, of: source) }
      binder.output(name, in: layout.slice(index, of: parameters))
    }
    let state = try context.makeArray([rule.slots, layout.count])
    let step = try context.makeArray([1], type: .int32)
    let learningRate = try context.makeArray([1])
    let rate = try binder.float("learning_rate")
    try context.device.makeQueue(profiling: false)
      .upload(HostMemory([rate]), to: learningRate.buffer, byteOffset: 0).wait()

    let bytes = Double(4 * layout.count)
    let start = try start(
      source: source, parameters: parameters, state: state, step: step, table: table, context: context)
    binder.forward(start, work: Work(bytes: bytes * Double(2 + rule.slots)))
    let maximumNorm = try binder.optionalFloat("clip_global_norm")
    for t in 0..<steps {
      let gradients = try context.makeArray([layout.count])
      for (index, name) in names.enumerated() {
        _ = try binder.input("\(prefix)\(name)_\(t)") { shape in
          try binder.require(
            shape == shapes[index],
            "the input \"\(prefix)\(name)_\(t)\" has shape \(shape), but \"\(name)\" has \(shapes[index])")
          return layout.slice(index, of: gradients)
        }
      }
      let arrays = Arrays(
        parameters: parameters, gradients: gradients, state: state, learningRate: learningRate, step: step)
      binder.forward(
        try update(rule, arrays, table: table, maximumNorm: maximumNorm, context: context),
        work: Work(bytes: bytes * Double(3 + 2 * rule.slots)))
    }
  }
}
