/// The batches and times of a search. Times are in seconds.
public struct SearchStatistics: Sendable, Encodable {
  /// The number of batches of one size.
  public struct BatchCount: Sendable, Equatable, Encodable {
    /// The number of leaves of each of these batches.
    public let size: Int
    /// The number of batches of this size.
    public let batches: Int
  }

  /// The number of batches of leaves by their size, in ascending order of size.
  public internal(set) var batchSizes: [BatchCount] = []
  /// Where the trees were searched.
  public internal(set) var place = Place.host
  /// The number of leaves evaluated.
  public internal(set) var leaves = 0
  /// The time from the submission of the first batch to the end of the last.
  public internal(set) var seconds = 0.0
  /// The time spent in the evaluator's functions, waiting included.
  public internal(set) var inferenceSeconds = 0.0
  /// The evaluator's own account of its time; 0 if it does not measure it.
  public internal(set) var evaluatorTimes = EvaluatorTimes()
  /// The time spent outside the evaluator's functions.
  public internal(set) var hostSeconds = 0.0
  /// The time of finding leaves, summed over threads.
  public internal(set) var descentSeconds = 0.0
  /// The time of adding leaves and backing up their values, summed over threads.
  public internal(set) var backUpSeconds = 0.0
  /// The time between the gathering of a batch's first leaf and the batch's submission: the mean over all
  /// batches of leaves.
  public internal(set) var meanQueueSeconds = 0.0
  /// The longest such time.
  public internal(set) var longestQueueSeconds = 0.0
  /// The share of `seconds` in which no batch was submitted. An evaluator that works asynchronously may have
  /// idled for longer, since it may finish before it is waited for.
  public internal(set) var idleShare = 0.0

  /// A place where trees are searched.
  public enum Place: String, Sendable, Encodable {
    /// On the host, which asks the evaluator for each batch of leaves.
    case host
    /// By the evaluator, in launches of many simulations.
    case device
  }

  /// The mean number of leaves of a batch.
  public var meanBatchSize: Double {
    Double(leaves) / Double(max(1, batchSizes.reduce(0) { $0 + $1.batches }))
  }

  /// The time that the host spends on one simulation of one tree, without the evaluator, in seconds.
  public var hostSecondsPerSimulation: Double {
    hostSeconds / Double(max(1, leaves))
  }

  init() {}
}
