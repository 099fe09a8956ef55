/// Dirichlet noise mixed into the root's priors (Silver et al. 2017, "Self-play"): (1 − share) · prior +
/// share · noise.
public struct RootNoise: Sendable, Hashable {
  /// The noise's share of the mixed prior, from 0 to 1.
  public let share: Double
  /// The concentration α of every legal action, above 0.
  public let alpha: Double

  /// Noise of a share from 0 to 1 and a concentration above 0.
  public init(share: Double = 0.25, alpha: Double) {
    precondition((0...1).contains(share), "a noise's share is \(share), but must be from 0 to 1")
    precondition(alpha.isFinite && alpha > 0, "a noise's alpha is \(alpha), but must be finite and above 0")
    (self.share, self.alpha) = (share, alpha)
  }
}
