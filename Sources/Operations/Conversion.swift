import Device

/// Numbers of one type as those of another.
package enum Conversion {
  /// output = input, its fraction cut off where the output's are integers. Shapes: of equal counts, one float32 and one int32.
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
