import Device

/// Parameters in the form that row programs read: rows of `padded(columns)` numbers, with zeros behind their
/// columns.
package enum Packing {
  private static let vector = 16

  /// A number of columns, rounded up to whole vectors.
  package static func padded(_ columns: Int) -> Int { columns.divided(by: vector) * vector }

  /// The number of output pixels of a Winograd tile along an axis of `size` pixels.
  package static func winogradTile(_ size: Int) -> Int { WinogradPlan.tileSize(size) }

  /// output = the transformed weights of a 3×3 convolution for Winograd's tiles, with padded channels, on
  /// CPUs.
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

  /// An array, and whether its transpose is packed.
  package struct Part {
    package let input: DeviceArray
    package let isTransposed: Bool

    package init(input: DeviceArray, isTransposed: Bool) {
      (self.input, self.isTransposed) = (input, isTransposed)
    }

    /// The length and number of the rows, and the distances in elements between adjacent rows and between
    /// adjacent elements of a row.
    fileprivate var layout: (columns: Int, rows: Int, rowStep: Int, columnStep: Int) {
      let columns = isTransposed ? input.shape[0] : input.shape.last ?? 1
      let rows = input.count / columns
      return (columns, rows, isTransposed ? 1 : columns, isTransposed ? rows : 1)
    }
  }

  /// The largest number of inputs of a kernel.
  private static let maximumInputs = 24

  /// output = the padded rows of all parts, one after another. Many parts share a launch.
  ///
  /// Shapes: inputs [..., columns], or [columns, rows] if they are transposed; output [Σ rows ·
  /// padded(columns)].
  package static func pack(_ parts: [Part], output: DeviceArray, context: OperationContext) throws
    -> [any Launch]
  {
    var (launches, start, next): ([any Launch], Int, Int) = ([], 0, 0)
    while next < parts.count {
      let own = parts[next..<min(next + maximumInputs, parts.count)]
      let count = own.reduce(0) { $0 + $1.layout.rows * padded($1.layout.columns) }
      precondition(start + count <= output.count, "pack: \(parts.count) parts to \(output.shape)")
      let target = output.buffer.slice(byteOffset: 4 * start, byteCount: 4 * count)
      launches.append(try launch(Array(own), count: count, to: target, context))
      (start, next) = (start + count, next + own.count)
    }
    precondition(start == output.count, "pack: \(start) numbers to \(output.shape)")
    return launches
  }

  private static func launch(_ parts: [Part], count: Int, to output: Buffer, _ context: OperationContext)
    throws -> any Launch
  {
    var (sizes, end): ([Argument], Int) = ([.int(count)], 0)
    for part in parts {
      let layout = part.layout
      let padded = padded(layout.columns)
      end += layout.rows * padded
      sizes += [end, layout.columns, padded, layout.rowStep, layout.columnStep].map(Argument.int)
    }
    let chunk = context.isCPU ? vector : 1
    let text = """
      KERNEL void pack_parameters(\(parts.indices.map { "GLOBAL const float* input\($0), " }.joined())GLOBAL float* output,
                                  int count\(parts.indices.map { ", PACK_PARAMETERS(\($0))" }.joined())) {
        int i = get_global_id(0) * CHUNK, begin = 0;
        if (i >= count) return;
      \(parts.indices.map { "  PACK(\($0))\n" }.joined())}

      """
    return try context.launch(
      "pack_parameters", in: Program(["pack"], macros: ["CHUNK": "\(chunk)"], text: text),
      parts.map { .array($0.input) } + [.buffer(output)] + sizes, items: [count / chunk], local: [64])
  }
}
