import Device

extension Product {
  /// Whether most of a matrix unit's blocks would be used.
  var fillsMatrixUnits: Bool {
    let columns = isCol2im ? geometry?.channels ?? n : n
    return min(m, columns, k) >= 8
  }

  /// The launches that compute it in float32 from operands that were rounded to the context's precision: on
  /// devices without matrix units, so that learning with lower precisions can be studied there.
  func launchesOfRoundedOperands(_ context: OperationContext) throws -> [any Launch] {
    let (rounding, rounded) = try roundingOperands(context)
    return try rounding + rounded.ordinaryLaunches(context)
  }

  private func roundingOperands(_ context: OperationContext) throws -> ([any Launch], Product) {
    let copies = try [left, right].map { try context.makeArray([$0.count]) }
    let launches = try zip([left, right], copies).map { operand, copy in
      try context.launchFlat(
        "round_operand", in: "rounding", after: [], [.array(operand), .array(copy), .int(operand.count)],
        count: operand.count, macros: ["PRECISION": context.precision.macro])
    }
    let product = Product(
      m: m, n: n, k: k, batch: batch, left: copies[0], leftSource: leftSource, right: copies[1],
      rightSource: rightSource, output: output, bias: bias, biasPeriod: biasPeriod, accumulates: accumulates,
      splitsDepth: splitsDepth, geometry: geometry, isCol2im: isCol2im, epilogue: epilogue)
    return (launches, product)
  }
}
