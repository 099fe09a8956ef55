/// Reads a value that is one word, as enumerations with raw values and optionals are.
struct ValueDecodingContainer: SingleValueDecodingContainer {
  let decoder: SettingsDecoder
  var codingPath: [any CodingKey] { decoder.codingPath }

  func decodeNil() -> Bool { decoder.tree.isNull }

  func decode<T: Decodable>(_ type: T.Type) throws -> T { try decoder.read(type) }
}
