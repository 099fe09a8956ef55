/// The layout of a node's record, as offsets in bytes. A node's edges lie directly behind it, so that scoring
/// its actions touches that node's memory alone.
///
/// An edge has twelve bytes: its prior divided by one plus its visits, its Q, and its child's index, which is
/// 0 if it has none, since the root is nobody's child. If an edge has a child, the child holds its visits and
/// its plain prior.
struct NodeLayout: Sendable {
  /// The parent's index: Int32.
  static let parent = 0
  /// The parent's edge that leads here: Int32. It is an action, except at the root, where it is an index of
  /// the legal actions.
  static let edge = 4
  /// The number of visits: Int32. Except for the root, it includes the node's own expansion.
  static let visits = 8
  /// The rounded sum of the values backed up through the node, seen by the player to move there: Float.
  static let valueSum = 12
  /// The reward of the action that leads here, seen by the player who took it: Float.
  static let reward = 16
  /// The prior of the edge that leads here: Float.
  static let prior = 20
  /// The accumulated rounding error of the sum of values, which keeps it exact enough for millions of visits:
  /// Float.
  static let valueSumLow = 24
  /// prior / (1 + visits) of each edge: [actions] Float.
  static let sharedPriors = 28

  /// The Q of each edge that has a child, reward + discount · value: [actions] Float.
  let values: Int
  /// The index of each edge's child, 0 if it has none: [actions] Int32.
  let children: Int
  /// The distance between nodes: whole cache lines if that takes at most 48 + 12 · actions bytes.
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
