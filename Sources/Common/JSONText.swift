import Foundation

/// JSON text of values, always the same text for the same value.
package enum JSONText {
  /// The JSON text of a value. Throws the value's encoding error.
  package static func of(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
