/// The error of training that diverged: after how many updates, and what shows it.
public struct TrainingDivergence: Error, CustomStringConvertible {
  /// The number of updates after which it shows.
  public let updates: Int
  /// The reason, such as `its loss is not a number`.
  public let reason: String

  /// One sentence for the user.
  public var description: String { "training diverged by update \(updates): \(reason)" }

  /// The error that `what` has the value `value`, which is not finite.
  package init(updates: Int, what: String, value: Double) {
    self.init(updates: updates, reason: "\(what) is \(value.isNaN ? "not a number" : "infinite")")
  }

  package init(updates: Int, reason: String) {
    (self.updates, self.reason) = (updates, reason)
  }
}
