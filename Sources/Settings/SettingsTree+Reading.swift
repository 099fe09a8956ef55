extension SettingsTree {
  /// The text under a name at the top level; nil if there is none.
  package func text(_ name: String) -> String? {
    guard case .scalar(let text, _) = member(name)?.content else { return nil }
    return text
  }
}
