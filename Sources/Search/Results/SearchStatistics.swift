/// What a search's batches and times were.
public struct SearchStatistics: Sendable, Encodable {
  /// Batches of one size.
  public struct BatchCount: Sendable, Equatable, Encodable {
    /// Leaves of a batch.
    public let size: Int
    /// How many batches had so many.
    public let batches: Int
  }

  /// How many batches of leaves there were of each size, in ascending order.
  public internal(set) var batchSizes: [BatchCount] = []
  /// Where the trees were searched.
  public internal(set) var place = Place.host
  /// How many leaves were evaluated.
  public internal(set) var leaves = 0
  /// From the first batch's submission to the last one's end.
  public internal(set) var seconds = 0.0
  /// Within the evaluator's functions, waiting included.
  public internal(set) var inferenceSeconds = 0.0
  /// How that went, where the evaluator measures it.
  public internal(set) var evaluatorTimes = EvaluatorTimes()
  /// The rest.
  public internal(set) var hostSeconds = 0.0
  /// Finding leaves, summed over threads.
  public internal(set) var descentSeconds = 0.0
  /// Adding leaves and their values, summed over threads.
  public internal(set) var backUpSeconds = 0.0
  /// How long a batch's first leaf waited until the batch left: the mean over batches of leaves …
  public internal(set) var meanQueueSeconds = 0.0
  /// … and the longest.
  public internal(set) var longestQueueSeconds = 0.0
  /// The share of `seconds` with no batch submitted. An evaluator that works by itself may have idled for longer, as it may
  /// have been done before it was waited for.
  public internal(set) var idleShare = 0.0

  /// Where trees are searched.
  public enum Place: String, Sendable, Encodable {
    /// On the host, which asks the evaluator for each batch of leaves.
    case host
    /// By the evaluator, in launches of many simulations.
    case device
  }

  /// The leaves of a batch, on average.
  public var meanBatchSize: Double {
    Double(leaves) / Double(max(1, batchSizes.reduce(0) { $0 + $1.batches }))
  }

  /// What the host spends on a simulation of a tree apart from the evaluator, in seconds.
  public var hostSecondsPerSimulation: Double {
    hostSeconds / Double(max(1, leaves))
  }

  init() {}
}
