/// How trees share the evaluator's calls and the host's cores. It does not change results.
public struct Batching: Sendable, Equatable {
  /// The number of pipeline groups, which take turns: the host works on the trees of one group while the
  /// evaluator works for another.
  public let groups: Int
  /// The largest number of leaves of one batch. A group with more trees is split.
  public let maximumBatch: Int
  /// The largest number of host threads that descend trees and back up values together.
  public let threads: Int

  /// One pipeline group, batches of any size and one thread, unless others are given. Each number must be at
  /// least 1.
  public init(groups: Int = 1, maximumBatch: Int = .max, threads: Int = 1) {
    precondition(
      groups >= 1 && maximumBatch >= 1 && threads >= 1,
      "\(groups) pipeline groups, batches of \(maximumBatch), \(threads) threads")
    (self.groups, self.maximumBatch, self.threads) = (groups, maximumBatch, threads)
  }

  /// The ranges of trees of each pipeline group. Their sizes differ by at most one; none is empty or larger
  /// than the maximum batch.
  func ranges(trees: Int) -> [Range<Int>] {
    let count = min(trees, max(groups, (trees - 1) / min(maximumBatch, trees) + 1))
    return (0..<count).map { $0 * trees / count..<($0 + 1) * trees / count }
  }
}
