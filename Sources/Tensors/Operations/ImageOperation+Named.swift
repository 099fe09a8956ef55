extension QuantizeImage {
  /// The input "input" holds bytes as int32.
  static let named = [
    NamedOperation("quantize_image") { trace in
      let input = try trace.input("input", type: .int32)
      let noise = try trace.input("noise", isConstant: true)
      try trace.request.require(
        noise.shape == input.shape,
        "the input \"noise\" has shape \(noise.shape), but \"input\" has \(input.shape)")
      let bits = try trace.request.integer("bits")
      try trace.request.require(
        (1...8).contains(bits), "the attribute \"bits\" is \(bits), but must be 1 to 8")
      try trace.output(input.quantizedImage(bits: bits, noise: noise))
    },
    NamedOperation("image_to_float") { trace in
      let input = try trace.input("input", type: .int32)
      try trace.output(input.imageToFloat(factor: trace.request.float("factor", default: 1 / 255)))
    },
  ]
}
