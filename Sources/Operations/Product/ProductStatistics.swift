import Device

/// The statistics for a batch normalization that a GPU's product stores beside its output: partial results of
/// each tile of rows.
struct ProductStatistics {
  enum Kind {
    /// Statistics of the normalization's input, which is the product's output.
    case forward
    /// Sums for the gradient of the normalization's output, which is the product's output. They also need the
    /// normalization's input and statistics.
    case backward(input: DeviceArray, statistics: DeviceArray)
  }

  let kind: Kind
  /// The partial results: [tiles, 2, channels].
  let partial: DeviceArray
  /// The number of rows of a tile.
  let rows: Int

  /// The largest number of partial results. With more of them, merging, which each work-group of a
  /// normalization does, takes longer than computing the statistics in a separate launch.
  static let maximumParts = 512

  var macros: [String: String] {
    switch kind {
    case .forward: ["STATISTICS": "0"]
    case .backward: ["STATISTICS": "1"]
    }
  }

  /// The arguments in the kernel's order. A kernel without statistics ignores these arguments and gets
  /// `output` for them.
  static func arguments(_ statistics: ProductStatistics?, output: DeviceArray) -> [Argument] {
    guard let statistics else { return [.array(output), .array(output), .array(output)] }
    switch statistics.kind {
    case .forward: return [.array(statistics.partial), .array(output), .array(output)]
    case .backward(let input, let values):
      return [.array(statistics.partial), .array(input), .array(values)]
    }
  }
}
