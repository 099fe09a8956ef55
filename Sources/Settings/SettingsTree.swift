/// Settings as they were written: groups within groups in the order of the text, each value with its origin.
package struct SettingsTree: Sendable {
  /// What stands under a name.
  enum Content: Sendable {
    case null
    /// Plain text stands without quotation marks, so that it may be a number or `null`.
    case scalar(String, isPlain: Bool)
    case list([SettingsTree])
    case group([Member])
  }

  /// A name within a group, and what stands under it.
  struct Member: Sendable {
    let name: String
    var value: SettingsTree
  }

  var content: Content
  let origin: SettingsOrigin
  /// Whether the members are alternatives of which one is chosen, so that another one replaces it.
  var isChoice = false

  init(_ content: Content, origin: SettingsOrigin) {
    self.content = content
    self.origin = origin
  }

  /// The members of a group; none where this is something else.
  var members: [Member] {
    if case .group(let members) = content { members } else { [] }
  }

  var isNull: Bool {
    if case .null = content { true } else { false }
  }

  /// What stands under a name of this group.
  func member(_ name: String) -> SettingsTree? { members.first { $0.name == name }?.value }

  /// This tree with another's values in place of its own: group by group, while lists are replaced as a whole.
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

  /// The names of all values that are no groups, from the root: `search.simulations`, …
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
