/// How many sequences of a batch an update computes at once (`learner.microBatch`): a batch that the device's memory does
/// not hold is computed in parts, whose gradients are summed.
package enum MicroBatch: Sendable, Equatable {
  /// All, or as many as the device's memory holds.
  case automatic
  /// So many, which divide the batch.
  case sequences(Int)

  /// What is wrong with it for batches of `batch` sequences; nil where nothing is.
  package func fault(batch: Int) -> String? {
    guard case .sequences(let count) = self else { return nil }
    if let fault = SettingRange.fault("learner.microBatch", count, 1...1_000_000) { return fault }
    if batch % count == 0 { return nil }
    return
      "learner.microBatch is \(count), but must divide the \(batch) of learner.batch, so that all parts of a batch have one size"
  }

  /// The sizes that parts of a batch may have, the largest first.
  package func candidates(batch: Int) -> [Int] {
    switch self {
    case .automatic: (1...batch).reversed().filter { batch % $0 == 0 }
    case .sequences(let count): [count]
    }
  }
}

extension MicroBatch: Codable {
  private static let automaticWord = "automatic"

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let count = try? container.decode(Int.self) {
      self = .sequences(count)
    } else if try container.decode(String.self) == Self.automaticWord {
      self = .automatic
    } else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "it must be \(Self.automaticWord) or a whole number")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .automatic: try container.encode(Self.automaticWord)
    case .sequences(let count): try container.encode(count)
    }
  }
}
