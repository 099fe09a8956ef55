/// Writes a value that is one word, as enumerations with raw values and optionals are.
struct ValueEncodingContainer: SingleValueEncodingContainer {
  let encoder: SettingsEncoder
  var codingPath: [any CodingKey] { encoder.codingPath }

  func encodeNil() { encoder.partial = .null }

  func encode<T: Encodable>(_ value: T) throws { try encoder.store(value) }
}
