/// Writes a value that is a single word, such as an enumeration with raw values, or an optional.
struct ValueEncodingContainer: SingleValueEncodingContainer {
  let encoder: SettingsEncoder
  var codingPath: [any CodingKey] { encoder.codingPath }

  func encodeNil() { encoder.partial = .null }

  func encode<T: Encodable>(_ value: T) throws { try encoder.store(value) }
}
