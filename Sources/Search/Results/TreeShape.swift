/// The shape of a searched tree.
public struct TreeShape: Sendable, Equatable, Encodable {
  /// The number of nodes, the root included.
  public let nodes: Int
  /// The largest depth of a node: the number of actions that lead to it from the root.
  public let deepest: Int
  /// The mean depth of all nodes but the root.
  public let meanDepth: Double
  /// The principal variation: from the root on, the most visited action of each node (the first among
  /// equals), as far as visits go.
  public let principalVariation: [Int]
}
