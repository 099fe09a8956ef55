/// Writes a value as a tree: every stored property in the order of declaration, including those that are nil.
final class SettingsEncoder: Encoder {
  /// The part of the value that has been encoded.
  enum Partial {
    case null
    case scalar(any SettingsScalar)
    case list([SettingsEncoder])
    case group([(name: String, value: SettingsEncoder)])
  }

  let codingPath: [any CodingKey]
  let userInfo: [CodingUserInfoKey: Any] = [:]
  var partial = Partial.group([])
  private var isChoice = false

  init(_ codingPath: [any CodingKey] = []) { self.codingPath = codingPath }

  /// A value as a tree. Throws the value's encoding error.
  static func tree(of value: some Encodable) throws -> SettingsTree {
    let encoder = SettingsEncoder()
    try encoder.store(value)
    return encoder.tree
  }

  /// Stores the value itself, or lets it encode itself here.
  func store<T: Encodable>(_ value: T) throws {
    if let scalar = value as? any SettingsScalar {
      partial = .scalar(scalar)
      return
    }
    try value.encode(to: self)
    if case .group = partial { isChoice = Mirror(reflecting: value).displayStyle == .enum }
  }

  func appendMember(_ key: any CodingKey) -> SettingsEncoder {
    let encoder = SettingsEncoder(codingPath + [key])
    guard case .group(let members) = partial else {
      preconditionFailure("\(key.stringValue) is a member of what is no group")
    }
    partial = .group(members + [(key.stringValue, encoder)])
    return encoder
  }

  func appendElement() -> SettingsEncoder {
    guard case .list(let elements) = partial else { preconditionFailure("an element of what is no list") }
    let encoder = SettingsEncoder(codingPath + [SettingsKey(intValue: elements.count)])
    partial = .list(elements + [encoder])
    return encoder
  }

  private var tree: SettingsTree {
    let content: SettingsTree.Content =
      switch partial {
      case .null: .null
      case .scalar(let value): .scalar((value as? String) ?? value.yaml, isPlain: value.isPlain)
      case .list(let elements): .list(elements.map(\.tree))
      case .group(let members):
        .group(members.map { SettingsTree.Member(name: $0.name, value: $0.value.tree) })
      }
    var tree = SettingsTree(content, origin: .defaults)
    tree.isChoice = isChoice
    return tree
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(GroupEncodingContainer<Key>(encoder: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    partial = .list([])
    return ListEncodingContainer(encoder: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    ValueEncodingContainer(encoder: self)
  }
}
