enum SettingsText {
  /// The lines of a group's members, or of a single value.
  static func lines(of tree: SettingsTree) -> [String] {
    switch tree.content {
    case .group(let members) where !members.isEmpty:
      members.flatMap { member in
        if let word = inline(member.value) { return ["\(member.name.yaml): \(word)"] }
        return ["\(member.name.yaml):"] + lines(of: member.value).map { "  " + $0 }
      }
    case .list(let elements) where inline(tree) == nil:
      elements.flatMap { element in
        lines(of: element).enumerated().map { ($0.offset == 0 ? "- " : "  ") + $0.element }
      }
    default: [inline(tree) ?? ""]
    }
  }

  /// A value that fits on one line; nil for groups, and for lists that contain groups.
  private static func inline(_ tree: SettingsTree) -> String? {
    switch tree.content {
    case .null: return "null"
    case .scalar(let text, let isPlain): return isPlain ? text : text.yaml
    case .list(let elements):
      let words = elements.compactMap(inline)
      return words.count == elements.count ? "[\(words.joined(separator: ", "))]" : nil
    case .group(let members): return members.isEmpty ? "{}" : nil
    }
  }
}
