import Networks
import Replay
import Tensors

extension ObservationBatch {
  /// Writes all rows to the input "observation".
  func write(to feed: Feed) {
    switch self {
    case .numbers(let values): feed.set("observation", to: values)
    case .bytes(let values): feed.set("observation", to: values)
    }
  }

  /// Writes the sequences of one part of a batch to the input "observation".
  func write(to feed: TrainingFeed) {
    switch self {
    case .numbers(let values): feed.setRows("observation", to: values)
    case .bytes(let values): feed.setRows("observation", to: values)
    }
  }
}
