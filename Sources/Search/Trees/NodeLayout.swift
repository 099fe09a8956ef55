/// Where the parts of a node lie, in bytes from its start: one record per node, its edges behind it, so that scoring the
/// actions of a node touches that node's memory alone.
///
/// An edge has twelve bytes: its prior over one plus its visits, its Q, and its child's index (0 while it has none, as the
/// root is nobody's child). Where an edge has a child, its visits and its prior as it was stand in the child.
struct NodeLayout: Sendable {
  /// The parent's index, Int32.
  static let parent = 0
  /// The parent's edge that leads here, Int32: an action but at the root, where it counts legal actions.
  static let edge = 4
  /// Int32: its own expansion included, but for the root.
  static let visits = 8
  /// Float: seen by the player to move here; the sum of values as it is rounded.
  static let valueSum = 12
  /// Float: of the action that leads here, seen by the player who took it.
  static let reward = 16
  /// Float: of the edge that leads here.
  static let prior = 20
  /// Float: what the sum of values lost by rounding, so that it is exact enough for millions of visits.
  static let valueSumLow = 24
  /// [actions] Float: prior / (1 + visits) of each edge.
  static let sharedPriors = 28

  /// [actions] Float: reward + discount · value of each edge that has a child.
  let values: Int
  /// [actions] Int32: the child of each edge, or 0.
  let children: Int
  /// From one node to the next: whole cache lines where they fit 48 + 12 · actions.
  let stride: Int

  static let cacheLine = 64

  init(actions: Int) {
    values = Self.sharedPriors + 4 * actions
    children = values + 4 * actions
    let size = children + 4 * actions
    let lines = (size + Self.cacheLine - 1) / Self.cacheLine * Self.cacheLine
    stride = lines <= 48 + 12 * actions ? lines : (size + 7) / 8 * 8
  }
}
