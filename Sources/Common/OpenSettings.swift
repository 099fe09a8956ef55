/// Settings with arbitrary names, written in alphabetical order.
package struct OpenSettings: Sendable, Hashable, Codable, ExpressibleByDictionaryLiteral {
  package var values: [String: OpenSetting]

  package init(dictionaryLiteral elements: (String, OpenSetting)...) {
    values = Dictionary(elements) { $1 }
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Name.self)
    values = [:]
    for name in container.allKeys {
      values[name.stringValue] = try container.decode(OpenSetting.self, forKey: name)
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Name.self)
    for (name, value) in values.sorted(by: { $0.key < $1.key }) {
      try container.encode(value, forKey: Name(stringValue: name))
    }
  }

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
