import Foundation

/// Gumbel MuZero's choice of actions (Danihelka et al. 2022, *Policy improvement by planning with Gumbel*): Gumbel top-k with
/// sequential halving at the root, and below it the action whose share of the visits lies most below the improved policy.
public struct GumbelSearch: Sendable, Hashable {
  /// The largest number of actions that are tried at the root.
  public let consideredActions: Int
  /// c_scale in σ(q) = (c_visit + max visits) · c_scale · q.
  public let valueScale: Double
  /// c_visit in the same formula.
  public let visitOffset: Double
  /// The source of the Gumbel numbers of the root's actions.
  public let noise: Noise

  /// A source of Gumbel numbers.
  public enum Noise: Sendable, Hashable {
    /// Drawn from the random stream of the request's key.
    case drawn
    /// All 0, so that the actions with the largest priors are considered.
    case none
    /// The given numbers, one for each legal action: [legal actions].
    case given([Float])
  }

  /// Rules with the paper's constants unless others are given. At least one action must be considered.
  public init(
    consideredActions: Int = 16, valueScale: Double = 0.1, visitOffset: Double = 50, noise: Noise = .drawn
  ) {
    precondition(consideredActions >= 1, "\(consideredActions) considered actions, but 1 is the least")
    precondition(
      valueScale.isFinite && valueScale >= 0 && visitOffset.isFinite && visitOffset >= 0,
      "a value scale of \(valueScale) and a visit offset of \(visitOffset), but both must be finite and at least 0"
    )
    self.consideredActions = consideredActions
    self.valueScale = valueScale
    self.visitOffset = visitOffset
    self.noise = noise
  }

  /// The sequential halving of `actions` considered actions: for each simulation, the number of visits that
  /// an action must have to be tried: [simulations].
  static func consideredVisits(actions: Int, simulations: Int) -> [Int32] {
    if actions <= 1 { return (0..<simulations).map(Int32.init) }
    let rounds = Int(log2(Double(actions)).rounded(.up))
    var sequence: [Int32] = []
    var visits = [Int32](repeating: 0, count: actions)
    var considered = actions
    while sequence.count < simulations {
      for _ in 0..<max(1, simulations / (rounds * considered)) {
        sequence += visits[..<considered]
        for action in 0..<considered { visits[action] += 1 }
      }
      considered = max(2, considered / 2)
    }
    return Array(sequence.prefix(simulations))
  }

  /// The Gumbel numbers of a root's actions: [count].
  func numbers(_ count: Int, key: RandomKey) -> [Float] {
    switch noise {
    case .none: return [Float](repeating: 0, count: count)
    case .given(let numbers):
      precondition(numbers.count == count, "\(numbers.count) Gumbel numbers for \(count) actions")
      return numbers
    case .drawn: break
    }
    var generator = key.generator(for: .gumbel)
    return (0..<count).map { _ in Float(-log(-log(max(generator.uniform(), .leastNormalMagnitude)))) }
  }
}
