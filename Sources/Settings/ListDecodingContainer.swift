struct ListDecodingContainer: UnkeyedDecodingContainer {
  let decoder: SettingsDecoder
  let elements: [SettingsTree]
  private(set) var currentIndex = 0
  var codingPath: [any CodingKey] { decoder.codingPath }
  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex == elements.count }

  init(decoder: SettingsDecoder, elements: [SettingsTree]) {
    self.decoder = decoder
    self.elements = elements
  }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, elements[currentIndex].isNull else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try next().read(type) }

  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws
    -> KeyedDecodingContainer<Nested>
  { try next().container(keyedBy: type) }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try next().unkeyedContainer()
  }

  mutating func superDecoder() throws -> any Decoder { try next() }

  private mutating func next() throws -> SettingsDecoder {
    guard !isAtEnd else { throw decoder.mismatch("a list of more than \(elements.count) elements") }
    let key = SettingsKey(intValue: currentIndex)
    currentIndex += 1
    return SettingsDecoder(
      elements[currentIndex - 1], decoder.codingPath + [key], knownPaths: decoder.knownPaths)
  }
}
