/// How a search spread out.
public struct TreeShape: Sendable, Equatable, Encodable {
  /// The root included.
  public let nodes: Int
  /// How many actions lead from the root to the leaf of a simulation: the most …
  public let deepest: Int
  /// … and the mean.
  public let meanDepth: Double
  /// From the root on the most visited action, of several the smallest, as long as there is one.
  public let principalVariation: [Int]
}
