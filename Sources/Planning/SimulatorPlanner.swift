import Dispatch
import Operations
import Randomness

/// A planner by the cross-entropy method in a true simulator, on the host: the same algorithm as
/// `CrossEntropyPlanner` in plain Swift.
///
/// The same seed gives the same plan with any number of threads.
public struct SimulatorPlanner: Sendable {
  /// The planner's configuration.
  public let configuration: PlannerConfiguration
  /// The number of threads that evaluate plans.
  private let threads: Int

  /// Throws if the configuration does not fit.
  public init(_ configuration: PlannerConfiguration, threads: Int = 1) throws(PlannerConfigurationError) {
    try configuration.validate()
    precondition(threads > 0, "\(threads) threads")
    self.configuration = configuration
    self.threads = threads
  }

  /// A plan from the current state of `simulator`, which does not change. `seed` decides what is sampled.
  public func plan(from simulator: some Simulator, seed: UInt64) -> HostPlan {
    var noise = (bits: SplitMix64(seed: seed), normals: BoxMuller())
    var (mean, deviation) = (
      everywhere(configuration.initialMean), everywhere(configuration.initialDeviation)
    )
    var returns: [Float] = []
    for _ in 0..<configuration.iterations {
      let plans = (0..<configuration.candidates).map { _ in sample(mean, deviation, &noise) }
      returns = self.returns(of: plans, from: simulator)
      (mean, deviation) = refit(Self.top(configuration.top, of: returns).map { plans[$0] })
    }
    return HostPlan(mean: mean, deviation: deviation, returns: returns)
  }

  private func everywhere(_ value: Float) -> [[Float]] {
    Array(repeating: Array(repeating: value, count: configuration.actionSize), count: configuration.horizon)
  }

  private func sample(
    _ mean: [[Float]], _ deviation: [[Float]], _ noise: inout (bits: SplitMix64, normals: BoxMuller)
  ) -> [[Float]] {
    mean.indices.map { step in
      mean[step].indices.map { a in
        let value = mean[step][a] + deviation[step][a] * Float(noise.normals.next(&noise.bits))
        return min(max(value, configuration.actionLow[a]), configuration.actionHigh[a])
      }
    }
  }

  /// The return of each plan: [plans].
  private func returns(of plans: [[[Float]]], from simulator: some Simulator) -> [Float] {
    let share = plans.count.divided(by: threads)
    return [Float](unsafeUninitializedCapacity: plans.count) { buffer, count in
      // Every thread writes elements of its own.
      nonisolated(unsafe) let places = buffer
      DispatchQueue.concurrentPerform(iterations: plans.count.divided(by: share)) { part in
        for index in part * share..<min((part + 1) * share, plans.count) {
          var copy = simulator
          places[index] = plans[index].reduce(0) { $0 + copy.step($1) }
        }
      }
      count = plans.count
    }
  }

  /// The indices of the `count` largest returns in descending order; among equal returns the smaller index
  /// comes first. NaN comes last.
  static func top(_ count: Int, of returns: [Float]) -> [Int] {
    let places = returns.indices.sorted { a, b in
      if returns[a].isNaN || returns[b].isNaN {
        return returns[a].isNaN == returns[b].isNaN ? a < b : returns[b].isNaN
      }
      return returns[a] == returns[b] ? a < b : returns[a] > returns[b]
    }
    return Array(places.prefix(count))
  }

  /// The mean and the spread of the selected plans.
  private func refit(_ chosen: [[[Float]]]) -> (mean: [[Float]], deviation: [[Float]]) {
    let count = Float(chosen.count)
    var (mean, deviation) = (everywhere(0), everywhere(0))
    for step in mean.indices {
      for a in mean[step].indices {
        let center = chosen.reduce(0) { $0 + $1[step][a] } / count
        mean[step][a] = center
        deviation[step][a] =
          switch configuration.spread {
          case .standardDeviation:
            (chosen.reduce(0) { $0 + ($1[step][a] - center) * ($1[step][a] - center) } / count).squareRoot()
          case .absoluteDeviation:
            chosen.reduce(0) { $0 + abs($1[step][a] - center) } / max(count - 1, 1)
          }
      }
    }
    return (mean, deviation)
  }
}
