import Device

/// Pooling of images [N, H, W, C] over square windows.
package enum Pooling {
  private static let file = "pooling"
  private static let groupShape = [32, 2]

  /// The windows over an image: window (y, x) begins at (y · stride − padding, x · stride − padding).
  package struct Window: Sendable, Equatable {
    package let size: Int
    package let stride: Int
    package let padding: Int

    /// `padding` is at most half of `size`, so that every window holds a pixel.
    package init(size: Int, stride: Int, padding: Int = 0) {
      precondition(
        size > 0 && stride > 0 && padding >= 0 && 2 * padding <= size,
        "a window of \(size) with stride \(stride) and padding \(padding)")
      self.size = size
      self.stride = stride
      self.padding = padding
    }

    /// The shape of the output for an input [N, H, W, C]; nil where no window fits.
    package func outputShape(_ input: [Int]) -> [Int]? {
      precondition(input.count == 4, "pooling of an image of shape \(input)")
      let sizes = input[1...2].map { ($0 + 2 * padding - size) / stride + 1 }
      let fits = input[1...2].allSatisfy { $0 + 2 * padding >= size }
      return fits ? [input[0], sizes[0], sizes[1], input[3]] : nil
    }
  }

  /// output = the largest element of each window, and places = its pixel, for the backward pass.
  ///
  /// Shapes: input [N, H, W, C]; output, places [N, rows, columns, C], of which places has type int32.
  package static func maximumForward(
    _ window: Window, input: DeviceArray, output: DeviceArray, places: DeviceArray,
    context: OperationContext
  ) throws -> [any Launch] {
    precondition(places.count == output.count, "max_pool2d: output \(output.shape), places \(places.shape)")
    return try launch(
      "max_pool2d_forward", [input, output, places], window, input: input, output: output, lines: output,
      context)
  }

  /// The gradient of a window goes to its largest element, the first among equals.
  package static func maximumBackward(
    _ window: Window, places: DeviceArray, outputGradient: DeviceArray, inputGradient: DeviceArray,
    context: OperationContext
  ) throws -> [any Launch] {
    precondition(
      places.count == outputGradient.count,
      "max_pool2d: places \(places.shape), output gradient \(outputGradient.shape)")
    return try launch(
      "max_pool2d_backward", [places, outputGradient, inputGradient], window, input: inputGradient,
      output: outputGradient, lines: inputGradient, context)
  }

  /// output = the sum of each window / size²: padding counts as zeros.
  ///
  /// Shapes: input [N, H, W, C], output [N, rows, columns, C].
  package static func averageForward(
    _ window: Window, input: DeviceArray, output: DeviceArray, context: OperationContext
  ) throws -> [any Launch] {
    try launch(
      "avg_pool2d_forward", [input, output], window, input: input, output: output, lines: output, context)
  }

  package static func averageBackward(
    _ window: Window, outputGradient: DeviceArray, inputGradient: DeviceArray, context: OperationContext
  ) throws -> [any Launch] {
    try launch(
      "avg_pool2d_backward", [outputGradient, inputGradient], window, input: inputGradient,
      output: outputGradient, lines: inputGradient, context)
  }

  /// A work-item to a row of `lines`, and on GPUs to a channel.
  private static func launch(
    _ kernel: String, _ arrays: [DeviceArray], _ window: Window, input: DeviceArray, output: DeviceArray,
    lines: DeviceArray, _ context: OperationContext
  ) throws -> [any Launch] {
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
        kernel, in: Program(["team", file], macros: vector ? ["WIDTH": "16"] : [:]),
        arrays.map(Argument.array) + (sizes + [span]).map(Argument.int),
        items: [channels.divided(by: span), lines.shape[0] * lines.shape[1]],
        local: vector ? [1, 1] : groupShape)
    ]
  }

  static let definitions = [
    OperationDefinition("max_pool2d") { binder in
      let (window, input, output) = try bind(binder)
      let places = try binder.context.makeArray(output.shape, type: .int32)
      let bytes = Double(4 * input.count)
      let outputBytes = Double(4 * output.count)
      binder.forward(
        try maximumForward(window, input: input, output: output, places: places, context: binder.context),
        work: Work(bytes: bytes + outputBytes))
      if let gradient = try binder.gradient("input") {
        binder.backward(
          try maximumBackward(
            window, places: places, outputGradient: binder.cotangent(), inputGradient: gradient,
            context: binder.context), work: Work(bytes: bytes + 2 * outputBytes))
      }
    },
    OperationDefinition("avg_pool2d") { binder in
      let (window, input, output) = try bind(binder)
      let bytes = Double(4 * (input.count + output.count))
      binder.forward(
        try averageForward(window, input: input, output: output, context: binder.context),
        work: Work(bytes: bytes))
      if let gradient = try binder.gradient("input") {
        binder.backward(
          try averageBackward(
            window, outputGradient: binder.cotangent(), inputGradient: gradient, context: binder.context),
          work: Work(bytes: bytes))
      }
    },
  ]

  /// The largest window, stride and padding: no sum of them with a size overflows.
  private static let largest = 1 << 20

  private static func bind(_ binder: Binder) throws -> (Window, input: DeviceArray, output: DeviceArray) {
    let input = try binder.input("input", layout: .image)
    let size = try binder.integer("kernel")
    let stride = try binder.integer("stride", default: size)
    let padding = try binder.integer("padding", default: 0)
    try binder.require(
      1...largest ~= size && 1...largest ~= stride,
      "a kernel of \(size) with stride \(stride): both must be between 1 and \(largest)")
    try binder.require(
      0...size / 2 ~= padding,
      "a kernel of \(size) with stride \(stride) and padding \(padding): the padding must be at most half of the kernel"
    )
    let window = Window(size: size, stride: stride, padding: padding)
    guard let shape = window.outputShape(input.shape) else {
      throw binder.mismatch(
        "a kernel of \(size) with padding \(padding) does not fit into an image of \(input.shape[1]) x \(input.shape[2])"
      )
    }
    return (window, input, try binder.output("output", shape, layout: .image))
  }
}
