/// How a search spread out.
package struct TreeShape: Sendable, Equatable, Encodable {
  /// The root included.
  package let nodes: Int
  /// How many actions lead from the root to the leaf of a simulation: the most, and the mean.
  package let deepest: Int
  package let meanDepth: Double
  /// From the root on the most visited action, of several the smallest, as long as there is one.
  package let principalVariation: [Int]
}
