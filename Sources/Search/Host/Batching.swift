/// How trees share calls of the evaluator and the host's cores. Results depend on none of it.
public struct Batching: Sendable, Equatable {
  /// Groups of trees that take turns: while the evaluator works for one, the host descends another.
  public let groups: Int
  /// The most leaves of one batch; a pipeline group of more trees is split.
  public let maximumBatch: Int
  /// The host's threads that descend and back up together, at most.
  public let threads: Int

  /// One pipeline group, batches of any size, and one thread, unless others are given; of each at least 1.
  public init(groups: Int = 1, maximumBatch: Int = .max, threads: Int = 1) {
    precondition(
      groups >= 1 && maximumBatch >= 1 && threads >= 1,
      "\(groups) pipeline groups, batches of \(maximumBatch), \(threads) threads")
    (self.groups, self.maximumBatch, self.threads) = (groups, maximumBatch, threads)
  }

  /// The pipeline groups of so many trees, as ranges: of equal size but for one, none empty, none above the maximum batch.
  func ranges(trees: Int) -> [Range<Int>] {
    let count = min(trees, max(groups, (trees - 1) / min(maximumBatch, trees) + 1))
    return (0..<count).map { $0 * trees / count..<($0 + 1) * trees / count }
  }
}
