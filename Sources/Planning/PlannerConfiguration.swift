import Operations

/// The configuration of a planner by the cross-entropy method. The defaults are those of Hafner et al. 2019,
/// algorithm 2 and appendix A.
public struct PlannerConfiguration: Sendable, Equatable, Codable {
  /// H, the number of actions of a plan.
  public var horizon = 12
  /// I, the number of iterations, each of which samples a population.
  public var iterations = 10
  /// J, the number of plans of a population.
  public var candidates = 1000
  /// K, the number of best plans to which the next population's distribution is fitted.
  public var top = 100
  package var spread = PlanningPopulation.Spread.standardDeviation
  /// The lower bound of each dimension of an action.
  public var actionLow: [Float]
  /// The upper bound of each dimension of an action.
  public var actionHigh: [Float]
  /// The mean of the first population, in every dimension of an action.
  public var initialMean: Float = 0
  /// The standard deviation of the first population, in every dimension of an action.
  public var initialDeviation: Float = 1

  /// A planner of actions between `actionLow` and `actionHigh`.
  public init(actionLow: [Float], actionHigh: [Float]) {
    self.actionLow = actionLow
    self.actionHigh = actionHigh
  }

  /// A planner of actions of `actionSize` dimensions between −1 and 1.
  public init(actionSize: Int) {
    self.init(
      actionLow: Array(repeating: -1, count: actionSize), actionHigh: Array(repeating: 1, count: actionSize))
  }

  /// Random shooting: a single population, whose best plan is taken unchanged.
  public var asRandomShooting: PlannerConfiguration {
    var result = self
    (result.iterations, result.top) = (1, 1)
    return result
  }

  /// The number of dimensions of an action.
  public var actionSize: Int { actionLow.count }

  /// Throws if the configuration does not fit.
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

/// The error of a configuration that no planner can have.
public struct PlannerConfigurationError: Error, CustomStringConvertible {
  /// A sentence that says what does not fit.
  public let description: String

  init(_ reason: String) { description = "the planner's configuration does not fit: \(reason)" }
}
