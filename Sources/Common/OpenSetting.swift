/// A setting that is passed on to other software, so that its form is not known here: any value of YAML or
/// JSON.
package enum OpenSetting: Sendable, Hashable, Codable {
  case null
  case flag(Bool)
  case whole(Int)
  case number(Double)
  case text(String)
  case list([OpenSetting])
  case group(OpenSettings)

  package init(from decoder: any Decoder) throws {
    if let container = try? decoder.singleValueContainer() {
      if container.decodeNil() {
        self = .null
        return
      }
      if let value = try? container.decode(Bool.self) {
        self = .flag(value)
        return
      }
      if let value = try? container.decode(Int.self) {
        self = .whole(value)
        return
      }
      if let value = try? container.decode(Double.self) {
        self = .number(value)
        return
      }
      if let value = try? container.decode(String.self) {
        self = .text(value)
        return
      }
    }
    if var container = try? decoder.unkeyedContainer() {
      var elements: [OpenSetting] = []
      while !container.isAtEnd { elements.append(try container.decode(OpenSetting.self)) }
      self = .list(elements)
      return
    }
    self = .group(try OpenSettings(from: decoder))
  }

  package func encode(to encoder: any Encoder) throws {
    func encodeOne(_ value: some Encodable) throws {
      var container = encoder.singleValueContainer()
      try container.encode(value)
    }
    switch self {
    case .null:
      var container = encoder.singleValueContainer()
      try container.encodeNil()
    case .flag(let value): try encodeOne(value)
    case .whole(let value): try encodeOne(value)
    case .number(let value): try encodeOne(value)
    case .text(let value): try encodeOne(value)
    case .list(let elements):
      var container = encoder.unkeyedContainer()
      for element in elements { try container.encode(element) }
    case .group(let group): try group.encode(to: encoder)
    }
  }
}
