import Operations

/// The sizes of a search for a plan by the cross-entropy method (Hafner et al. 2019, algorithm 2 and appendix A, whose
/// values are the defaults).
public struct PlannerConfiguration: Sendable, Equatable, Codable {
  /// H, the actions of a plan.
  public var horizon = 12
  /// I, how often a population is drawn.
  public var iterations = 10
  /// J, the plans of a population.
  public var candidates = 1000
  /// K, how many of them the next population is drawn after.
  public var top = 100
  package var spread = PlanningPopulation.Spread.standardDeviation
  /// The least value of each of an action's numbers.
  public var actionLow: [Float]
  /// The largest.
  public var actionHigh: [Float]
  /// The first population's mean, in every number of an action.
  public var initialMean: Float = 0
  /// The first population's standard deviation, in every number of an action.
  public var initialDeviation: Float = 1

  /// Actions of numbers between `actionLow` and `actionHigh`.
  public init(actionLow: [Float], actionHigh: [Float]) {
    self.actionLow = actionLow
    self.actionHigh = actionHigh
  }

  /// Actions of `actionSize` numbers between −1 and 1.
  public init(actionSize: Int) {
    self.init(
      actionLow: Array(repeating: -1, count: actionSize), actionHigh: Array(repeating: 1, count: actionSize))
  }

  /// Random shooting: one population, whose best plan is taken as it is.
  public var asRandomShooting: PlannerConfiguration {
    var result = self
    (result.iterations, result.top) = (1, 1)
    return result
  }

  /// Numbers of an action.
  public var actionSize: Int { actionLow.count }

  /// Throws where nothing can be planned with it.
  package func validate() throws(PlannerConfigurationError) {
    let sizes = [
      ("horizon", horizon), ("number of iterations", iterations), ("number of candidates", candidates),
      ("number of selected candidates", top), ("action size", actionSize),
    ]
    for (name, size) in sizes where size < 1 {
      throw PlannerConfigurationError("the \(name) is \(size), but must be at least 1")
    }
    if top > candidates {
      throw PlannerConfigurationError("\(top) candidates are to be selected of \(candidates)")
    }
    if actionHigh.count != actionLow.count {
      throw PlannerConfigurationError(
        "an action has \(actionLow.count) lower and \(actionHigh.count) upper bounds")
    }
    for (low, high) in zip(actionLow, actionHigh) where !(low <= high && low.isFinite && high.isFinite) {
      throw PlannerConfigurationError("an action's bounds are \(low) and \(high)")
    }
    if !initialMean.isFinite || !(initialDeviation >= 0 && initialDeviation.isFinite) {
      throw PlannerConfigurationError(
        "the first mean is \(initialMean) and the first deviation \(initialDeviation)")
    }
  }
}

/// A configuration that nothing can be planned with.
public struct PlannerConfigurationError: Error, CustomStringConvertible {
  /// What does not fit.
  public let description: String

  init(_ reason: String) { description = "the planner's configuration does not fit: \(reason)" }
}
