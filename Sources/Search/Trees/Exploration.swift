import Foundation

/// The constants of pUCT's exploration term (Schrittwieser et al. 2020, appendix B, equation 2).
public struct Exploration: Sendable, Hashable {
  /// c₁, the weight of the prior relative to Q at few visits.
  public let initial: Double
  /// c₂, in visits: the larger it is, the more slowly the prior's weight grows with the parent's visits.
  public let base: Double

  /// The paper's constants unless others are given. c₁ must be at least 0, c₂ above 0.
  public init(initial: Double = 1.25, base: Double = 19652) {
    precondition(initial.isFinite && initial >= 0, "c1 is \(initial), but must be finite and at least 0")
    precondition(base.isFinite && base > 0, "c2 is \(base), but must be finite and above 0")
    (self.initial, self.base) = (initial, base)
  }

  /// The exploration factor of a node with N = `visits` visits, √N · (c₁ + log((N + c₂ + 1) / c₂)). It
  /// multiplies prior / (1 + n) of each edge, where n is the edge's visits.
  func factor(visits: Int) -> Float {
    let visits = Double(visits)
    return Float(visits.squareRoot() * (initial + log((visits + base + 1) / base)))
  }
}
