import Device

/// What a GPU's product stores besides its output, for a batch normalization: partial results of each tile of rows.
struct ProductStatistics {
  enum Kind {
    /// Of the normalization's input, which the output is.
    case forward
    /// Of the gradient of the normalization's output, which the output is; with the normalization's input and statistics.
    case backward(input: DeviceArray, statistics: DeviceArray)
  }

  let kind: Kind
  /// [tiles, 2, channels].
  let partial: DeviceArray
  /// Of a tile.
  let rows: Int

  /// With more parts, merging them, which each work-group of a normalization does, takes longer than computing statistics
  /// in a launch of their own.
  static let maximumParts = 512

  var macros: [String: String] {
    switch kind {
    case .forward: ["STATISTICS": "0"]
    case .backward: ["STATISTICS": "1"]
    }
  }

  /// In the kernel's order; a kernel without statistics does not look at its arguments, which are `output`.
  static func arguments(_ statistics: ProductStatistics?, output: DeviceArray) -> [Argument] {
    guard let statistics else { return [.array(output), .array(output), .array(output)] }
    switch statistics.kind {
    case .forward: return [.array(statistics.partial), .array(output), .array(output)]
    case .backward(let input, let values):
      return [.array(statistics.partial), .array(input), .array(values)]
    }
  }
}
