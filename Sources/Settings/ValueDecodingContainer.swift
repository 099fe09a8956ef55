/// Reads a value that is a single word, such as an enumeration with raw values, or an optional.
struct ValueDecodingContainer: SingleValueDecodingContainer {
  let decoder: SettingsDecoder
  var codingPath: [any CodingKey] { decoder.codingPath }

  func decodeNil() -> Bool { decoder.tree.isNull }

  func decode<T: Decodable>(_ type: T.Type) throws -> T { try decoder.read(type) }
}
