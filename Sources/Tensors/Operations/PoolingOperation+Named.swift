import Operations

extension PoolingOperation {
  /// Input: "input" [images, channels, height, width]. Attributes: `kernel`, `stride` and `padding`.
  static let named = [
    NamedOperation("max_pool2d") { trace in
      let (input, window) = try window(trace)
      try trace.output(
        input.maximumPooled(size: window.size, stride: window.stride, padding: window.padding), layout: .image
      )
    },
    NamedOperation("avg_pool2d") { trace in
      let (input, window) = try window(trace)
      try trace.output(
        input.averagePooled(size: window.size, stride: window.stride, padding: window.padding), layout: .image
      )
    },
  ]

  /// The largest window, stride and padding: no sum of one of them and a size overflows.
  private static let largest = 1 << 20

  private static func window(_ trace: OperationTrace) throws -> (input: Tensor, window: Pooling.Window) {
    let request = trace.request
    let input = try trace.input("input", layout: .image)
    let size = try request.integer("kernel")
    let stride = try request.integer("stride", default: size)
    let padding = try request.integer("padding", default: 0)
    try request.require(
      1...largest ~= size && 1...largest ~= stride,
      "a kernel of \(size) with stride \(stride): both must be between 1 and \(largest)")
    try request.require(
      0...size / 2 ~= padding,
      "a kernel of \(size) with stride \(stride) and padding \(padding): the padding must be at most half of the kernel"
    )
    let window = Pooling.Window(size: size, stride: stride, padding: padding)
    guard let shape = window.outputShape(input.shape) else {
      throw request.mismatch(
        "a kernel of \(size) with padding \(padding) does not fit into an image of \(input.shape[1]) x \(input.shape[2])"
      )
    }
    try trace.check(shape)
    return (input, window)
  }
}
