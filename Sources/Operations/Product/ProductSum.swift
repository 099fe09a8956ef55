import Device

/// Sums the parts of a product whose k was split.
enum ProductSum {
  private static let chunk = 256

  /// output (+)= the sum of parts over its first axis. Shapes: parts [splits, count], output with `count`
  /// elements.
  static func launch(
    parts: DeviceArray, output: DeviceArray, accumulates: Bool, variant: KernelVariant,
    context: OperationContext
  ) throws -> any Launch {
    let (splits, count) = (parts.shape[0], parts.shape[1])
    let vector = variant == .vector
    return try context.launch(
      "product_sum",
      in: Program("product_sum", macros: vector ? ["WIDTH": "16", "CHUNK": "\(chunk)"] : [:]),
      [.array(parts), .array(output), .int(splits), .int(count), .int(accumulates ? 1 : 0)],
      items: [vector ? (count + chunk - 1) / chunk : count], local: [vector ? 1 : 64])
  }
}
