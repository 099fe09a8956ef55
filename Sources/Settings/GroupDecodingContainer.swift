/// Reads the members of a group.
struct GroupDecodingContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let decoder: SettingsDecoder
  var codingPath: [any CodingKey] { decoder.codingPath }

  /// The names that are keys of this kind. They count as read.
  var allKeys: [Key] {
    let keys = decoder.tree.members.compactMap { Key(stringValue: $0.name) }
    for key in keys { decoder.ask(for: key.stringValue) }
    return keys
  }

  func contains(_ key: Key) -> Bool {
    decoder.ask(for: key.stringValue)
    return decoder.tree.member(key.stringValue) != nil
  }

  func decodeNil(forKey key: Key) throws -> Bool { try decoder.member(key).tree.isNull }

  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
    try decoder.member(key).read(type)
  }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws
    -> KeyedDecodingContainer<Nested>
  { try decoder.nestedMember(key).container(keyedBy: type) }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try decoder.member(key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { try decoder.nestedMember(SettingsKey(stringValue: "super")) }

  func superDecoder(forKey key: Key) throws -> any Decoder { try decoder.nestedMember(key) }
}
