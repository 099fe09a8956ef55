import Device

/// Pooling of images [N, H, W, C] over square windows.
package enum Pooling {
  private static let file = "pooling"
  private static let groupShape = [32, 2]

  /// The windows over an image: window (y, x) begins at (y · stride − padding, x · stride − padding).
  package struct Window: Sendable, Hashable {
    package let size: Int
    package let stride: Int
    package let padding: Int

    /// `padding` must be at most half of `size`, so that every window holds a pixel.
    package init(size: Int, stride: Int, padding: Int = 0) {
      precondition(
        size > 0 && stride > 0 && padding >= 0 && 2 * padding <= size,
        "a window of \(size) with stride \(stride) and padding \(padding)")
      self.size = size
      self.stride = stride
      self.padding = padding
    }

    /// The shape of the output for an input [N, H, W, C]; nil if no window fits.
    package func outputShape(_ input: [Int]) -> [Int]? {
      precondition(input.count == 4, "pooling of an image of shape \(input)")
      let sizes = input[1...2].map { ($0 + 2 * padding - size) / stride + 1 }
      let fits = input[1...2].allSatisfy { $0 + 2 * padding >= size }
      return fits ? [input[0], sizes[0], sizes[1], input[3]] : nil
    }
  }

  /// output = the largest element of each window, and places = the index of its pixel, for the backward pass.
  /// Without places, output = the sum of each window divided by size²; padding counts as zeros.
  ///
  /// Shapes: input [N, H, W, C]; output, places [N, rows, columns, C]; places is int32.
  package static func forward(
    _ window: Window, input: DeviceArray, output: DeviceArray, places: DeviceArray?, context: OperationContext
  ) throws -> [any Launch] {
    try launch(
      "forward", window, places: places, [input, output] + (places.map { [$0] } ?? []), input: input,
      output: output, lines: output, context)
  }

  /// The gradient of a window goes to its largest element, the first of equal ones; without places, to all elements.
  package static func backward(
    _ window: Window, places: DeviceArray?, outputGradient: DeviceArray, inputGradient: DeviceArray,
    context: OperationContext
  ) throws -> [any Launch] {
    try launch(
      "backward", window, places: places, (places.map { [$0] } ?? []) + [outputGradient, inputGradient],
      input: inputGradient, output: outputGradient, lines: inputGradient, context)
  }

  /// Binds the kernel of a direction with a work-item for each row of `lines` and, on GPUs, for each channel.
  private static func launch(
    _ direction: String, _ window: Window, places: DeviceArray?, _ arrays: [DeviceArray], input: DeviceArray,
    output: DeviceArray, lines: DeviceArray, _ context: OperationContext
  ) throws -> [any Launch] {
    let kernel = (places == nil ? "avg_pool2d_" : "max_pool2d_") + direction
    precondition(
      places?.count ?? output.count == output.count,
      "\(kernel): output \(output.shape), places \(places?.shape ?? [])")
    precondition(
      window.outputShape(input.shape) == output.shape,
      "\(kernel): windows of \(window) over \(input.shape) give \(window.outputShape(input.shape) ?? []), not \(output.shape)"
    )
    let vector = context.choose() == .vector
    let channels = input.shape[3]
    let sizes = input.shape + output.shape[1...2] + [window.size, window.stride, window.padding]
    let span = vector ? channels : 1
    return [
      try context.launch(
        kernel, in: Program(["work_group", file], macros: vector ? ["WIDTH": "16"] : [:]),
        arrays.map(Argument.array) + (sizes + [span]).map(Argument.int),
        items: [channels.divided(by: span), lines.shape[0] * lines.shape[1]],
        local: vector ? [1, 1] : groupShape)
    ]
  }
}
