/// The Q of an edge that has not been visited, in the choice of the next action.
public enum UnvisitedValue: String, Sendable, Codable, CaseIterable {
  /// 0 on the scale of [0, 1], the worst that a tree's edges have had (the pseudocode of Schrittwieser et al. 2020): an action
  /// must have a large prior to be tried.
  case worst
  /// The mean value of its node so far, within what the tree's edges have had: an action is tried as if it were as good
  /// as the others. At a root without visits it is 0.
  case parent
}
