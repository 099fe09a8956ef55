import Device

/// Sums the parts of a product whose k was split.
enum ProductSum {
  private static let chunk = 256
  /// Work-items of a work-group, slices of parts in it at most, and parts of a slice at least.
  private static let largestGroup = 256, maximumSlices = 16, minimumParts = 4

  /// What a product sums besides itself, in parts [splits, count], and what these are added to.
  struct Lines {
    let parts: DeviceArray
    let output: DeviceArray
  }

  /// output (+)= the sum of parts over its first axis, on CPUs. Shapes: parts [splits, count], output of `count` elements.
  static func launch(
    parts: DeviceArray, output: DeviceArray, accumulates: Bool, context: OperationContext
  ) throws -> any Launch {
    let (splits, count) = (parts.shape[0], parts.shape[1])
    return try context.launch(
      "product_sum", in: Program("product_sum", macros: ["WIDTH": "16", "CHUNK": "\(chunk)"]),
      [.array(parts), .array(output), .int(splits), .int(count), .int(accumulates ? 1 : 0)],
      items: [count.divided(by: chunk)], local: [1])
  }

  /// The same on GPUs; and the sums over lines, where there are any. Without parts these alone.
  static func launch(
    parts: DeviceArray?, output: DeviceArray, lines: Lines?, accumulates: Bool, context: OperationContext
  ) throws -> any Launch {
    let (splits, count) = (parts?.shape[0] ?? 0, parts?.shape[1] ?? 0)
    var group = largestGroup
    while group > context.device.info.largestWorkGroup { group /= 2 }
    let lineCount = lines?.output.count ?? 0
    let lineSplits = lines.map { $0.parts.count / lineCount } ?? 0
    let (slices, lineSlices) = (slices(of: splits), slices(of: lineSplits))
    let groups = count.divided(by: group / slices) + lineCount.divided(by: group / lineSlices)
    return try context.launch(
      "product_sum_group", in: Program("product_sum", macros: ["GROUP": "\(group)"]),
      [
        .array(parts ?? output), .array(output), .array(lines?.parts ?? output),
        .array(lines?.output ?? output),
        .int(splits), .int(count), .int(slices), .int(lineSplits), .int(lineCount), .int(lineSlices),
        .int(accumulates ? 1 : 0),
      ], items: [groups * group], local: [group])
  }

  private static func slices(of parts: Int) -> Int {
    sequence(first: 1) { $0 * 2 }.first { $0 == maximumSlices || $0 * minimumParts >= parts }!
  }
}
