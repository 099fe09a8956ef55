/// The failure of a search: in which trees and simulation, and why.
public struct SearchError: Error, CustomStringConvertible {
  /// The trees of the batch that failed, or the one tree whose numbers cannot be used.
  public let trees: ClosedRange<Int>
  /// The simulation in which the search ended, counted from 1; 0 for the initial inference of the roots.
  public let simulation: Int
  /// The reason, as the end of a sentence.
  public let reason: String
  /// Whether the evaluator's numbers were unusable. Otherwise the evaluator itself failed.
  public let isNumerical: Bool

  /// An error in these trees and this simulation.
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
