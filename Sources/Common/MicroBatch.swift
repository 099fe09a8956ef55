/// The number of sequences of a batch that an update computes at once (`learner.microBatch`). A batch that
/// does not fit the device's memory is computed in parts, whose gradients are summed.
package enum MicroBatch: Sendable, Equatable {
  /// All sequences, or as many as fit the device's memory.
  case automatic
  /// This number of sequences, which must divide the batch.
  case sequences(Int)

  /// The fault for batches of `batch` sequences; nil if there is none.
  package func fault(batch: Int) -> String? {
    guard case .sequences(let count) = self else { return nil }
    if let fault = SettingRange.fault("learner.microBatch", count, 1...1_000_000) { return fault }
    if batch % count == 0 { return nil }
    return
      "learner.microBatch is \(count), but must divide the \(batch) of learner.batch, so that all parts of a batch have one size"
  }

  /// The possible sizes of a batch's parts, the largest first.
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
