import Foundation

/// Text files as people and their tools store them: UTF-8 with or without a byte-order mark, or UTF-16 with
/// one, and with the line ends of any system.
package enum StoredText {
  /// The text of the given bytes, with line feeds as line ends; nil if they are not text.
  package static func decode(_ data: Data) -> String? {
    let text: String?
    switch [UInt8](data.prefix(3)) {
    case [0xef, 0xbb, 0xbf]: text = String(validating: data.dropFirst(3), as: UTF8.self)
    case let mark where mark.starts(with: [0xff, 0xfe]) || mark.starts(with: [0xfe, 0xff]):
      text = String(data: data, encoding: .utf16)
    default: text = String(validating: data, as: UTF8.self)
    }
    return text?.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
  }

  /// The text of a file; nil if it cannot be read or is not text.
  package static func read(_ path: String) -> String? {
    FileManager.default.contents(atPath: path).flatMap(decode)
  }
}
