import Common

/// Reads a value from a tree, and finds names that the value does not read.
final class SettingsDecoder: Decoder {
  let tree: SettingsTree
  let codingPath: [any CodingKey]
  let userInfo: [CodingUserInfoKey: Any] = [:]
  /// The names of all defaults, from the root, for suggestions.
  let knownPaths: [String]
  /// The names of this group that were read.
  private var asked: [String] = []
  private var isGroup = false
  /// The decoders of values inside this one.
  private var nested: [SettingsDecoder] = []

  init(_ tree: SettingsTree, _ codingPath: [any CodingKey], knownPaths: [String]) {
    self.tree = tree
    self.codingPath = codingPath
    self.knownPaths = knownPaths
  }

  /// Reads a value of the given type. Throws `SettingsError` if the tree does not fit.
  static func value<T: Decodable>(_ type: T.Type, from tree: SettingsTree, knownPaths: [String]) throws -> T {
    try SettingsDecoder(tree, [], knownPaths: knownPaths).read(type)
  }

  func read<T: Decodable>(_ type: T.Type) throws -> T {
    if let scalar = type as? any SettingsScalar.Type { return try readScalar(scalar) as! T }
    if let words = SettingsChoice.words(of: type) { try checkWord(words) }
    do {
      let value = try T(from: self)
      try checkNames()
      return value
    } catch let error as DecodingError {
      try checkNames()
      throw failure(error)
    }
  }

  private func readScalar<T: SettingsScalar>(_ type: T.Type) throws(SettingsError) -> T {
    if case .scalar(let text, let isPlain) = tree.content, let value = T(settingsText: text, isPlain: isPlain)
    {
      return value
    }
    throw mismatch(T.expectation)
  }

  /// Throws an error that lists the words of an enumeration.
  private func checkWord(_ words: [String]) throws(SettingsError) {
    if case .scalar(let text, _) = tree.content, words.contains(text) { return }
    throw mismatch(
      words.count == 1 ? words[0] : words.dropLast().joined(separator: ", ") + " or " + words.last!)
  }

  /// An error such as "learner.batch must be a whole number, not "many" (my.yaml line 4)".
  func mismatch(_ expectation: String) -> SettingsError {
    let given =
      switch tree.content {
      case .null: "null"
      case .scalar(let text, let isPlain): isPlain && Double(text) != nil ? text : text.quoted
      case .list: "a list"
      case .group: "a group of settings"
      }
    return SettingsError("\(path) must be \(expectation), not \(given) (\(tree.origin))")
  }

  private var path: String {
    codingPath.isEmpty ? "the configuration" : codingPath.map(\.stringValue).joined(separator: ".")
  }

  private func failure(_ error: DecodingError) -> SettingsError {
    switch error {
    case .keyNotFound(let key, let context):
      let name = (context.codingPath + [key]).map(\.stringValue).joined(separator: ".")
      return SettingsError("\(name) is missing (\(tree.origin)); add it")
    case .dataCorrupted(let context), .typeMismatch(_, let context), .valueNotFound(_, let context):
      return SettingsError("\(path) cannot be used: \(context.debugDescription) (\(tree.origin))")
    @unknown default: return SettingsError("\(path) cannot be used (\(tree.origin))")
    }
  }

  /// Throws if this group contains a name that was not read.
  private func checkNames() throws(SettingsError) {
    for decoder in nested { try decoder.checkNames() }
    guard isGroup, let unknown = tree.members.first(where: { !asked.contains($0.name) }) else { return }
    let prefix = codingPath.map { $0.stringValue + "." }.joined()
    let name = prefix + unknown.name
    let near = SettingsNames.nearest(name, among: knownPaths + asked.map { prefix + $0 })
    let hint =
      if name == near {
        "give its groups one by one, as in \(Self.nested(unknown.name))"
      } else if let near {
        "did you mean \(near.quoted)?"
      } else if codingPath.isEmpty {
        "known are \(asked.joined(separator: ", "))"
      } else {
        "\(codingPath.map(\.stringValue).joined(separator: ".")) has \(asked.joined(separator: ", "))"
      }
    throw SettingsError("unknown key \(name.quoted) in \(unknown.value.origin); \(hint)")
  }

  /// The name `a.b` as `a: {b: …}`.
  private static func nested(_ name: String) -> String {
    let words = name.split(separator: ".")
    return words.joined(separator: ": {") + ": …" + String(repeating: "}", count: words.count - 1)
  }

  /// Notes that the value reads a name.
  func ask(for name: String) {
    if !asked.contains(name) { asked.append(name) }
  }

  /// The decoder of a member. Throws if there is no such name.
  func member(_ key: any CodingKey) throws -> SettingsDecoder {
    ask(for: key.stringValue)
    guard let member = tree.member(key.stringValue) else {
      throw DecodingError.keyNotFound(key, .init(codingPath: codingPath, debugDescription: ""))
    }
    return SettingsDecoder(member, codingPath + [key], knownPaths: knownPaths)
  }

  /// The decoder of a member whose names are checked together with those of this group.
  func nestedMember(_ key: any CodingKey) throws -> SettingsDecoder {
    let decoder = try member(key)
    nested.append(decoder)
    return decoder
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .group = tree.content else { throw mismatch("a group of settings") }
    isGroup = true
    return KeyedDecodingContainer(GroupDecodingContainer<Key>(decoder: self))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .list(let elements) = tree.content else { throw mismatch("a list, as in [64, 64]") }
    return ListDecodingContainer(decoder: self, elements: elements)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { ValueDecodingContainer(decoder: self) }
}
