import Device

/// Parameters as row programs read them: rows of `padded(columns)` numbers, zeros behind their columns.
package enum Packing {
  private static let vector = 16
  private static let block = 64

  /// A length that whole vectors fill, and blocks of four of them where there are as many.
  package static func padded(_ columns: Int) -> Int {
    let unit = columns > block ? block : vector
    return columns.divided(by: unit) * unit
  }

  /// output = the rows of `input`, or of its transpose, each padded.
  ///
  /// Shapes: input [..., columns], or [columns, rows] where it `isTransposed`; output [rows · padded(columns)].
  package static func pack(
    input: DeviceArray, isTransposed: Bool, output: DeviceArray, context: OperationContext
  ) throws -> [any Launch] {
    let columns = isTransposed ? input.shape[0] : input.shape.last ?? 1
    let rows = input.count / columns
    let padded = padded(columns)
    precondition(output.count == rows * padded, "pack: \(input.shape) to \(output.shape)")
    let steps = isTransposed ? (1, rows) : (columns, 1)
    let count = [output.count, columns, padded, steps.0, steps.1].map(Argument.int)
    return [
      try context.launch(
        "pack_columns", in: Program("pack"), [.array(input), .array(output)] + count, items: [output.count],
        local: [64])
    ]
  }
}
