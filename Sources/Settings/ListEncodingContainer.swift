struct ListEncodingContainer: UnkeyedEncodingContainer {
  let encoder: SettingsEncoder
  private(set) var count = 0
  var codingPath: [any CodingKey] { encoder.codingPath }

  init(encoder: SettingsEncoder) { self.encoder = encoder }

  mutating func encodeNil() { append().partial = .null }

  mutating func encode<T: Encodable>(_ value: T) throws { try append().store(value) }

  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<
    Nested
  > {
    append().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { append().unkeyedContainer() }

  mutating func superEncoder() -> any Encoder { append() }

  private mutating func append() -> SettingsEncoder {
    count += 1
    return encoder.appendElement()
  }
}
