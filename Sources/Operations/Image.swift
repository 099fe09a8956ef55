import Device

/// Images of bytes, as environments provide them, converted to floats. Inputs are uint8, or int32 with values
/// of that range.
package enum Image {
  private static let file = "image"

  private static func macros(_ type: ElementType) -> [String: String] {
    precondition(type != .float32, "an image of float32, not of bytes")
    return ["PIXEL": type == .uint8 ? "uchar" : "int"]
  }

  /// output = ⌊input / 2^(8 − bits)⌋ / 2^bits + noise / 2^bits − ½ (PlaNet; Kingma and Dhariwal 2018).
  ///
  /// `noise` is uniform in [0, 1). All arrays have the same shape, and `bits` is 1 to 8.
  package static func quantize(
    input: DeviceArray, noise: DeviceArray, output: DeviceArray, bits: Int, context: OperationContext
  ) throws -> [any Launch] {
    precondition(
      noise.count == input.count && output.count == input.count && (1...8).contains(bits),
      "quantize_image: \(input.shape) with noise \(noise.shape) to \(output.shape), \(bits) bits")
    return [
      try context.launchFlat(
        "quantize_image", in: file,
        [.array(input), .array(noise), .array(output), .int(input.count), .int(bits)], count: input.count,
        macros: macros(input.type))
    ]
  }

  /// output = factor · input; both arrays have the same shape.
  package static func toFloat(
    input: DeviceArray, output: DeviceArray, factor: Float, context: OperationContext
  ) throws -> [any Launch] {
    precondition(output.count == input.count, "image_to_float: \(input.shape) to \(output.shape)")
    return [
      try context.launchFlat(
        "image_to_float", in: file, [.array(input), .array(output), .int(input.count), .float(factor)],
        count: input.count, macros: macros(input.type))
    ]
  }
}
