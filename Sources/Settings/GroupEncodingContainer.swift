/// Writes the members of a group. A nil optional is written as null, so that its name is known.
struct GroupEncodingContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let encoder: SettingsEncoder
  var codingPath: [any CodingKey] { encoder.codingPath }

  func encodeNil(forKey key: Key) { encoder.appendMember(key).partial = .null }

  func encode<T: Encodable>(_ value: T, forKey key: Key) throws { try encoder.appendMember(key).store(value) }

  func encodeIfPresent<T: Encodable>(_ value: T?, forKey key: Key) throws { try store(value, key) }

  // The protocol's defaults of these functions would leave out nil.
  func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try store(value, key) }
  func encodeIfPresent(_ value: String?, forKey key: Key) throws { try store(value, key) }
  func encodeIfPresent(_ value: Double?, forKey key: Key) throws { try store(value, key) }
  func encodeIfPresent(_ value: Float?, forKey key: Key) throws { try store(value, key) }
  func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try store(value, key) }
  func encodeIfPresent(_ value: Int8?, forKey key: Key) throws { try store(value, key) }
  func encodeIfPresent(_ value: Int16?, forKey key: Key) throws { try store(value, key) }
  func encodeIfPresent(_ value: Int32?, forKey key: Key) throws { try store(value, key) }
  func encodeIfPresent(_ value: Int64?, forKey key: Key) throws { try store(value, key) }
  func encodeIfPresent(_ value: UInt?, forKey key: Key) throws { try store(value, key) }
  func encodeIfPresent(_ value: UInt8?, forKey key: Key) throws { try store(value, key) }
  func encodeIfPresent(_ value: UInt16?, forKey key: Key) throws { try store(value, key) }
  func encodeIfPresent(_ value: UInt32?, forKey key: Key) throws { try store(value, key) }
  func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws { try store(value, key) }

  private func store<T: Encodable>(_ value: T?, _ key: Key) throws {
    if let value { try encode(value, forKey: key) } else { encodeNil(forKey: key) }
  }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key)
    -> KeyedEncodingContainer<Nested>
  { encoder.appendMember(key).container(keyedBy: type) }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    encoder.appendMember(key).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { encoder.appendMember(SettingsKey(stringValue: "super")) }

  func superEncoder(forKey key: Key) -> any Encoder { encoder.appendMember(key) }
}
