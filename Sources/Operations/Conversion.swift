import Device

/// Conversion between types of numbers.
package enum Conversion {
  /// output = input; a conversion to integers truncates. The arrays have equal counts, one is float32 and the
  /// other int32.
  package static func forward(input: DeviceArray, output: DeviceArray, context: OperationContext) throws
    -> [any Launch]
  {
    precondition(
      input.count == output.count && Set([input.type, output.type]) == [.float32, .int32],
      "convert: \(input.type) \(input.shape) to \(output.type) \(output.shape)")
    return [
      try context.launch(
        input.type == .int32 ? "int_to_float" : "float_to_int", in: Program("convert"),
        [.array(input), .array(output), .int(input.count)], items: [input.count], local: [64])
    ]
  }
}
