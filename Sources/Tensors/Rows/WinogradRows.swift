import Operations

/// A 3×3 convolution of stride 1 in a row program on a CPU, by Winograd's algorithm (`Kernels/winograd.cl`).
/// The tiles of all rows' images are transformed, multiplied point by point, so that a point's weights are
/// used for all of them, and transformed back.
struct WinogradRows {
  /// The smallest number of channels for which the transforms cost less than they save.
  static let fewestChannels = 8

  private static let largestBlock = 8

  private let height: Int
  private let width: Int
  private let inputs: RowTile
  private let outputs: Int
  private let tile: (height: Int, width: Int)

  init(height: Int, width: Int, inputs: RowTile, outputs: Int) {
    (self.height, self.width, self.inputs, self.outputs) = (height, width, inputs, outputs)
    tile = (Packing.winogradTile(height), Packing.winogradTile(width))
  }

  func emit(_ name: String, input: RowTile, weight: Tensor, epilogue: RowEpilogue, to code: RowEmission) {
    let (across, down) = (width.divided(by: tile.width), height.divided(by: tile.height))
    let (points, image) = ((tile.height + 2) * (tile.width + 2), across * down)
    let all = code.form.rows * image
    // Blocks of equal size, the last of which may extend beyond the end.
    let block = all.divided(by: all.divided(by: Self.largestBlock))
    let places = all.divided(by: block) * block
    let padded = Packing.padded(outputs)
    let registers = RowBlock(rows: block, line: block, columns: outputs, taps: 1, width: code.form.width)
    let packed = code.place(
      packed: code.parameters.apply(PackWinograd(height: tile.height, width: tile.width), weight))
    let from = code.makeScratch(points * places * input.stride)
    let to = code.makeScratch(points * places * padded)
    let suffix = from
    let lanes = code.form.width
    code.add(
      "\(name) 3×3 by Winograd: \(height)×\(width)×\(input.channels) to \(outputs)",
      flops: 2 * Double(height * width * outputs) * Double(9 * input.channels),
      """
      #define LOAD_\(suffix)(dy, dx) (top + (dy) - 1 >= 0 && top + (dy) - 1 < \(height) && left + (dx) - 1 >= 0 && left + (dx) - 1 < \(width) ? load_tile(image + ((top + (dy) - 1) * \(width) + left + (dx) - 1) * \(input.stride) + channel) : 0)
      #define STORE_\(suffix)(dy, dx, value) store_tile(value, tile + \(from) + (((dy) * \(tile.width + 2) + (dx)) * \(places) + t) * \(input.stride) + channel)
      #define PRODUCT_\(suffix)(dy, dx) load_tile(tile + \(to) + (((dy) * \(tile.width + 2) + (dx)) * \(places) + t) * \(padded) + channel)
      #define RESULT_\(suffix)(dy, dx, value) if (top + (dy) < \(height) && left + (dx) < \(width)) \(epilogue.store("(value)", row: "row", pixel: "(top + (dy)) * \(width) + left + (dx)", channel: "channel"))
      for (int t = 0; t < \(all); t++) {
        const int row = t / \(image), top = t % \(image) / \(across) * \(tile.height), left = t % \(image) % \(across) * \(tile.width);
        TILE const float* image = \(input.row("row"));
        for (int channel = 0; channel < \(input.channels); channel += \(lanes)) {
          TRANSFORM_BOTH(\(tile.height + 2), \(tile.width + 2), \(tile.height + 2), \(tile.width + 2), input_\(tile.height), input_\(tile.width), LOAD_\(suffix), STORE_\(suffix))
        }
      }
      for (int point = 0; point < \(points); point++) {
        for (int column = 0; column < \(padded); column += \(registers.vectors * lanes)) {
          for (int first = 0; first < \(all); first += \(block)) {
            floatv sum[\(block)][\(registers.vectors)];
            UNROLL for (int t = 0; t < \(block); t++) {
              UNROLL for (int j = 0; j < \(registers.vectors); j++) sum[t][j] = 0;
            }
            GLOBAL const float* weight = parameters + \(packed) + point * \(input.channels * padded) + column;
            TILE const float* source = tile + \(from) + (point * \(places) + first) * \(input.stride);
            for (int i = 0; i < \(input.channels); i++) {
              floatv w[\(registers.vectors)];
              UNROLL for (int j = 0; j < \(registers.vectors); j++) w[j] = load_parameter(weight + j * \(lanes));
              UNROLL for (int t = 0; t < \(block); t++) {
                floatv value = source[t * \(input.stride) + i];
                UNROLL for (int j = 0; j < \(registers.vectors); j++) sum[t][j] = fma(value, w[j], sum[t][j]);
              }
              weight += \(padded);
            }
            TILE float* target = tile + \(to) + (point * \(places) + first) * \(padded) + column;
            UNROLL for (int t = 0; t < \(block); t++) {
              UNROLL for (int j = 0; j < \(registers.vectors); j++) store_tile(sum[t][j], target + t * \(padded) + j * \(lanes));
            }
          }
        }
      }
      for (int t = 0; t < \(all); t++) {
        const int row = t / \(image), top = t % \(image) / \(across) * \(tile.height), left = t % \(image) % \(across) * \(tile.width);
        for (int channel = 0; channel < \(outputs); channel += \(lanes)) {
          TRANSFORM_BOTH(\(tile.height + 2), \(tile.width + 2), \(tile.height), \(tile.width), output_\(tile.height), output_\(tile.width), PRODUCT_\(suffix), RESULT_\(suffix))
        }
      }
      """)
  }
}
