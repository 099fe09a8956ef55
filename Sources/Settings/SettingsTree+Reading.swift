extension SettingsTree {
  /// The text that stands under a name at the top; nil where none does.
  package func text(_ name: String) -> String? {
    guard case .scalar(let text, _) = member(name)?.content else { return nil }
    return text
  }
}
