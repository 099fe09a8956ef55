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

  /// Output pixels of a Winograd tile along an axis of so many.
  package static func winogradTile(_ size: Int) -> Int { WinogradPlan.tileSize(size) }

  /// output = the transformed weights of a convolution 3 × 3 by Winograd's tiles, channels padded, on CPUs.
  ///
  /// Shapes: weight [3, 3, inputs, outputs]; output [points · inputs · padded(outputs)].
  package static func packWinograd(
    weight: DeviceArray, tile: (height: Int, width: Int), output: DeviceArray, context: OperationContext
  ) throws -> [any Launch] {
    let (inputs, outputs) = (weight.shape[2], weight.shape[3])
    let padded = padded(outputs)
    precondition(
      output.count == (tile.height + 2) * (tile.width + 2) * inputs * padded,
      "winograd_pack: \(weight.shape) to \(output.shape)")
    let macros = ["WIDTH": "16", "TILE_HEIGHT": "\(tile.height)", "TILE_WIDTH": "\(tile.width)"]
    return [
      try context.launch(
        "winograd_pack", in: Program(["winograd_transforms", "winograd_pack"], macros: macros),
        [.array(weight), .array(output), .int(inputs), .int(outputs), .int(padded)],
        items: [padded / vector, inputs], local: [1, 1])
    ]
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
