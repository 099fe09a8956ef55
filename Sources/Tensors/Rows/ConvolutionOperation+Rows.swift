import Operations

extension ConvolutionOperation: RowOperation {
  /// The largest number of pixels of a line whose sums are in registers at the same time.
  private static let longestLine = 12

  func placeBeforehand(_ node: RowNode, in code: RowEmission) throws(RowFault) {
    try code.gather(node, by: self)
  }

  /// A unit of work is a part of a line of the result by a block of vectors of channels, whose sums are in
  /// registers.
  func emit(_ node: RowNode, to code: RowEmission) throws(RowFault) {
    guard activation == nil, !hasSum, !windows.isTransposed else {
      throw RowFault("\(name) has no row form")
    }
    let input = try code.tile(node.inputs[0], of: name)
    let weightTensor = try code.parameter(node.inputs[1], of: name)
    let image = code.graph.type(of: node.inputs[0]).shape
    let result = code.graph.type(of: node.outputs[0]).shape
    let (height, width, kernel) = (image[1], image[2], weightTensor.shape[0])
    let (rows, columns, channels) = (result[1], result[2], result[3])
    if code.form.width > 1, kernel == 3, windows.stride == 1, windows.padding == 1, !hasBias,
      min(input.channels, channels) >= WinogradRows.fewestChannels
    {
      let rows = WinogradRows(height: height, width: width, inputs: input, outputs: channels)
      return rows.emit(
        name, input: input, weight: weightTensor, epilogue: try code.epilogue(of: node), to: code)
    }
    let weight = code.pack(weightTensor)
    let bias = try hasBias ? code.pack(code.parameter(node.inputs[2], of: name).reshaped([1, -1])) : nil
    let epilogue = try code.epilogue(of: node)
    let line = Self.lineLength(columns)
    let lanes = code.form.width
    let block = RowBlock(rows: line, line: line, columns: channels, taps: kernel, width: lanes)
    let lines = columns / line
    let start = bias.map { "load_parameter(parameters + \($0) + channel + j * \(lanes))" } ?? "0"
    let (stride, padding) = (windows.stride, windows.padding)
    // If a line is the image's only line, the pixels that a tap reads are known at compile time.
    let first = lines == 1 ? "0" : "first"
    code.add(
      "\(name) \(kernel)×\(kernel): \(height)×\(width)×\(input.channels) to \(rows)×\(columns)×\(channels)",
      flops: 2 * Double(rows * columns * channels) * Double(kernel * kernel * input.channels),
      """
      EACH_UNIT(unit, \(code.form.rows * rows * lines * block.columnBlocks)) {
        const int channel = unit % \(block.columnBlocks) * \(block.vectors * lanes), place = unit / \(block.columnBlocks);
        const int first = place % \(lines) * \(line), y = place / \(lines) % \(rows), row = place / \(lines * rows);
        floatv sum[\(line)][\(block.vectors)];
        UNROLL for (int j = 0; j < \(block.vectors); j++) {
          floatv start = \(start);
          UNROLL for (int x = 0; x < \(line); x++) sum[x][j] = start;
        }
        for (int ky = 0; ky < \(kernel); ky++) {
          int from = y * \(stride) + ky - \(padding);
          if (from < 0 || from >= \(height)) continue;
          TILE const float* source = \(input.row("row")) + from * \(width * input.stride);
          GLOBAL const float* weight = parameters + \(weight) + ky * \(kernel * input.channels * Packing.padded(channels)) + channel;
          for (int i = 0; i < \(input.channels); i++) {
            floatv w[\(kernel)][\(block.vectors)];
            UNROLL for (int kx = 0; kx < \(kernel); kx++) {
              UNROLL for (int j = 0; j < \(block.vectors); j++) {
                w[kx][j] = load_parameter(weight + kx * \(input.channels * Packing.padded(channels)) + j * \(lanes));
              }
            }
            UNROLL for (int at = 0; at < \((line - 1) * stride + kernel); at++) {
              int column = \(first) * \(stride) + at - \(padding);
              if (column >= 0 && column < \(width)) {
                floatv value = source[column * \(input.stride) + i];
                UNROLL for (int kx = 0; kx < \(kernel); kx++) {
                  int x = (at - kx) / \(stride);
                  if (at - kx >= 0 && (at - kx) % \(stride) == 0 && x < \(line)) {
                    UNROLL for (int j = 0; j < \(block.vectors); j++) sum[x][j] = fma(value, w[kx][j], sum[x][j]);
                  }
                }
              }
            }
            weight += \(Packing.padded(channels));
          }
        }
        UNROLL for (int x = 0; x < \(line); x++) {
          UNROLL for (int j = 0; j < \(block.vectors); j++) \(epilogue.store("sum[x][j]", row: "row", pixel: "y * \(columns) + first + x", channel: "channel + j * \(lanes)"))
        }
      }
      """)
  }

  /// The longest part of a line that divides it evenly.
  private static func lineLength(_ columns: Int) -> Int {
    (1...min(columns, longestLine)).last { columns % $0 == 0 }!
  }
}
