import Foundation

/// The result of a search for one root.
public struct TreeResult: Sendable, Equatable {
  /// The number of visits of each action at the root: [actions].
  public let visits: [Int]
  /// The Q of each action, 0 for actions that were not visited: [actions].
  public let values: [Float]
  /// The root's priors, noise included, 0 for illegal actions: [actions].
  public let priors: [Float]
  /// The mean of the values backed up to the root, seen by the player to move there.
  public let rootValue: Float
  /// The number of simulations of the tree, those of a kept subtree included: at least as many as requested,
  /// unless the search was stopped.
  public let simulations: Int
  /// The key of the random numbers by which actions are sampled.
  let key: RandomKey
  /// The result of Gumbel MuZero's rules; nil after a search by pUCT.
  let gumbel: Gumbel?

  /// The improved policy [actions], and the action to take.
  struct Gumbel: Sendable, Equatable {
    let policy: [Float]
    let action: Int
  }

  /// The target of the policy: [actions]. With pUCT it is each action's share of the visits, with Gumbel
  /// MuZero's rules the improved policy.
  public var policy: [Float] {
    if let gumbel { return gumbel.policy }
    let sum = Float(visits.reduce(0, +))
    return visits.map { Float($0) / sum }
  }

  /// The probability of each action, visits^(1 / temperature), normalized: [actions]. At a temperature of 0
  /// the most visited action has probability 1; among several, the one with the smallest number.
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

  /// An action drawn with `probabilities`. It depends on the request's key alone, so that every call returns
  /// the same action. With Gumbel MuZero's rules it is the action that sequential halving left over, whatever
  /// the temperature, because their Gumbel numbers already explore.
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
