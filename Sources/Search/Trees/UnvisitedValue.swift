/// The Q of an unvisited edge, used when the next action is selected.
public enum UnvisitedValue: String, Sendable, Codable, CaseIterable {
  /// 0 on the scale of [0, 1], which is the worst Q in the tree so far (the pseudocode of Schrittwieser et
  /// al. 2020): an action needs a large prior to be tried.
  case worst
  /// The mean value of its node so far, clamped to the range of Q in the tree: an untried action counts as
  /// much as the tried ones on average. At a root without visits the scaled Q is 0.
  case parent
}
