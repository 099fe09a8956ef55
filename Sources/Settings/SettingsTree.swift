/// Settings as they were written: nested groups in the order of the text, with the origin of each value.
package struct SettingsTree: Sendable {
  enum Content: Sendable {
    case null
    /// Plain text is written without quotation marks, so it may be a number or `null`.
    case scalar(String, isPlain: Bool)
    case list([SettingsTree])
    case group([Member])
  }

  /// A name within a group, and its value.
  struct Member: Sendable {
    let name: String
    var value: SettingsTree
  }

  var content: Content
  let origin: SettingsOrigin
  /// Whether the members are alternatives, so that another one replaces the one that was chosen.
  var isChoice = false

  init(_ content: Content, origin: SettingsOrigin) {
    self.content = content
    self.origin = origin
  }

  /// The members of a group; empty if this is not a group.
  var members: [Member] {
    if case .group(let members) = content { members } else { [] }
  }

  var isNull: Bool {
    if case .null = content { true } else { false }
  }

  func member(_ name: String) -> SettingsTree? { members.first { $0.name == name }?.value }

  /// This tree with the values of another: groups are merged, lists are replaced as a whole.
  func merged(with other: SettingsTree) -> SettingsTree {
    guard case .group(var members) = content, case .group(let others) = other.content,
      !isChoice || members.map(\.name) == others.map(\.name)
    else {
      var replaced = other
      replaced.isChoice = isChoice
      return replaced
    }
    for member in others {
      if let index = members.firstIndex(where: { $0.name == member.name }) {
        members[index].value = members[index].value.merged(with: member.value)
      } else {
        members.append(member)
      }
    }
    var tree = SettingsTree(.group(members), origin: other.origin)
    tree.isChoice = isChoice
    return tree
  }

  /// The names of all values that are not groups, from the root: `search.simulations`, …
  func valuePaths(below path: String = "") -> [String] {
    members.flatMap { member in
      let name = path.isEmpty ? member.name : "\(path).\(member.name)"
      return member.value.members.isEmpty ? [name] : member.value.valuePaths(below: name)
    }
  }

  /// The names of all values and groups, from the root: `search`, `search.simulations`, …
  func paths(below path: String = "") -> [String] {
    members.flatMap { member in
      let name = path.isEmpty ? member.name : "\(path).\(member.name)"
      return [name] + member.value.paths(below: name)
    }
  }
}
