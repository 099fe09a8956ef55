/// A search that an evaluator ended: in which trees and simulation, and why.
public struct SearchError: Error, CustomStringConvertible {
  /// The trees of the batch at fault, or the one tree whose result is.
  public let trees: ClosedRange<Int>
  /// From 1; 0 for the initial inference of the roots.
  public let simulation: Int
  /// Why it ended.
  public let reason: String
  /// Whether the evaluator's numbers are at fault, and not the evaluator.
  public let isNumerical: Bool

  /// What went wrong, and where.
  public init(trees: ClosedRange<Int>, simulation: Int, reason: String, isNumerical: Bool) {
    (self.trees, self.simulation) = (trees, simulation)
    (self.reason, self.isNumerical) = (reason, isNumerical)
  }

  /// A sentence that says where the search ended, and why.
  public var description: String {
    let place = simulation == 0 ? "at the root" : "in simulation \(simulation)"
    let label =
      trees.count == 1 ? "tree \(trees.lowerBound)" : "trees \(trees.lowerBound) to \(trees.upperBound)"
    return "the search of \(label) ended \(place): \(reason)"
  }
}
