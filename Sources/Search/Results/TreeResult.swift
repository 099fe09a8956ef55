import Foundation

/// What a search found out about a root.
public struct TreeResult: Sendable, Equatable {
  /// How often each action was taken at the root: [actions].
  public let visits: [Int]
  /// Q of each action, 0 where it was not taken: [actions].
  public let values: [Float]
  /// The root's priors, noise included, 0 for illegal actions: [actions].
  public let priors: [Float]
  /// The mean of what the simulations brought to the root, seen by the player to move there.
  public let rootValue: Float
  /// How many simulations there were: as many as were asked for, unless the search had no more time.
  public let simulations: Int
  /// What sampled actions depend on.
  let key: RandomKey
  /// What Gumbel MuZero's rules found; nil where pUCT searched.
  let gumbel: Gumbel?

  /// The improved policy [actions], and the action to take.
  struct Gumbel: Sendable, Equatable {
    let policy: [Float]
    let action: Int
  }

  /// The target of the policy: [actions]. The share of the visits of each action or, by Gumbel MuZero's rules, the improved
  /// policy.
  public var policy: [Float] {
    if let gumbel { return gumbel.policy }
    let sum = Float(visits.reduce(0, +))
    return visits.map { Float($0) / sum }
  }

  /// The probability of each action, visits^(1 / temperature) normalized: [actions]. At a temperature of 0 that of the most
  /// visited action is 1, of the smallest of several.
  public func probabilities(temperature: Double) -> [Double] {
    precondition(temperature >= 0, "a temperature of \(temperature), but 0 is the least")
    let highest = visits.max() ?? 0
    if temperature == 0 {
      let best = visits.firstIndex(of: highest)
      return visits.indices.map { $0 == best ? 1 : 0 }
    }
    let weights = visits.map { pow(Double($0) / Double(highest), 1 / temperature) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  /// An action drawn with `probabilities`; the same one whenever it is asked for, as it depends on the request's key alone.
  /// By Gumbel MuZero's rules it is the one that the root's search left over, whatever the temperature: its numbers explore.
  public func action(temperature: Double) -> Int {
    if let gumbel { return gumbel.action }
    let probabilities = probabilities(temperature: temperature)
    var generator = key.generator(for: .action)
    var remainder = generator.uniform()
    for (action, probability) in probabilities.enumerated() where probability > 0 {
      remainder -= probability
      if remainder < 0 { return action }
    }
    return probabilities.lastIndex { $0 > 0 } ?? 0
  }
}
