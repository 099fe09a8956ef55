import Foundation

/// The constants of pUCT's exploration term (Schrittwieser et al. 2020, appendix B, equation 2).
public struct Exploration: Sendable, Hashable {
  /// c₁, what the prior weighs beside Q.
  public let initial: Double
  /// c₂, how slowly that weight grows with the visits of the parent.
  public let base: Double

  /// The paper's constants unless others are given; c₁ from 0, c₂ above 0.
  public init(initial: Double = 1.25, base: Double = 19652) {
    precondition(initial.isFinite && initial >= 0, "c1 is \(initial), but must be finite and at least 0")
    precondition(base.isFinite && base > 0, "c2 is \(base), but must be finite and above 0")
    (self.initial, self.base) = (initial, base)
  }

  /// What a prior over one plus its edge's visits is multiplied with, at a node of so many visits N:
  /// √N · (c₁ + log((N + c₂ + 1) / c₂)).
  func factor(visits: Int) -> Float {
    let visits = Double(visits)
    return Float(visits.squareRoot() * (initial + log((visits + base + 1) / base)))
  }
}
