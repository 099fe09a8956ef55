import Foundation

/// Text as people and their tools store it: UTF-8, with a byte-order mark or without, or UTF-16 with one; with the line
/// ends of any system.
package enum StoredText {
  /// The text of some bytes, with line feeds for line ends; nil where they are no text.
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

  /// The text of a file; nil where it cannot be read or is no text.
  package static func read(_ path: String) -> String? {
    FileManager.default.contents(atPath: path).flatMap(decode)
  }
}
