/// A JSON value, read strictly: see `JSONParser`.
package enum JSON: Sendable, Equatable {
  case null
  case bool(Bool)
  /// A number without a fraction or exponent that fits `Int`.
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([String: JSON])

  /// Reads a text that consists of one JSON value.
  ///
  /// Throws `JSONError` if it is invalid, contains a key twice, or nests deeper than `JSONParser.deepest`.
  package init(parsing text: some Sequence<UInt8>) throws(JSONError) {
    var parser = JSONParser(text)
    self = try parser.parse()
  }

  /// `text` as a JSON string, in quotation marks.
  static func quoted(_ text: String) -> String {
    let bytes = text.utf8.reduce(into: [UInt8(ascii: "\"")]) { bytes, byte in
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0..<0x20: bytes += Array("\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8)
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self) + "\""
  }

  /// The value as a number of either kind; nil if it is not a number.
  package var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }
}

/// The error of an invalid JSON text: where it is, and what is wrong.
package struct JSONError: Error, CustomStringConvertible {
  /// The byte's index, from 0.
  package let position: Int
  package let reason: String

  package var description: String { "\(reason) at byte \(position)" }
}
