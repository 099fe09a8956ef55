import Device

extension Product {
  /// The launches that round its operands to the context's precision, and the product of what they store: on devices
  /// without matrix units, so that learning with lower precisions can be studied there.
  func roundingOperands(_ context: OperationContext) throws -> ([any Launch], Product) {
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
