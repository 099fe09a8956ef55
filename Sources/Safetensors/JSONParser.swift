import Common

/// Reads JSON as RFC 8259 defines it, more strictly than Foundation: a repeated key, a lone surrogate, an
/// overflowing number and deep nesting are errors, so that no file can crash or deceive its reader.
struct JSONParser {
  /// The largest depth of nested arrays and objects.
  static let deepest = 64

  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0

  init(_ text: some Sequence<UInt8>) { bytes = Array(text) }

  mutating func parse() throws(JSONError) -> JSON {
    let value = try value()
    skipSpace()
    if position < bytes.count { throw fault("something follows the end of the JSON text") }
    return value
  }

  private func fault(_ reason: String) -> JSONError { JSONError(position: position, reason: reason) }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
  }

  /// Consumes `byte` if it comes next.
  private mutating func take(_ byte: Character) -> Bool {
    guard next == byte.asciiValue else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ byte: Character) throws(JSONError) {
    if !take(byte) { throw fault("\"\(byte)\" is missing") }
  }

  private mutating func value() throws(JSONError) -> JSON {
    skipSpace()
    switch next.map({ Character(Unicode.Scalar($0)) }) {
    case "{": return try nested { parser throws(JSONError) in .object(try parser.object()) }
    case "[": return try nested { parser throws(JSONError) in .array(try parser.array()) }
    case "\"": return .string(try string())
    case "t": return try word("true", .bool(true))
    case "f": return try word("false", .bool(false))
    case "n": return try word("null", .null)
    case .some("-"), .some("0"..."9"): return try number()
    default: throw fault("a value is missing")
    }
  }

  private mutating func nested(_ body: (inout JSONParser) throws(JSONError) -> JSON) throws(JSONError) -> JSON
  {
    if depth == Self.deepest { throw fault("more than \(Self.deepest) levels of nesting") }
    depth += 1
    defer { depth -= 1 }
    position += 1
    return try body(&self)
  }

  private mutating func object() throws(JSONError) -> [String: JSON] {
    var members: [String: JSON] = [:]
    skipSpace()
    if take("}") { return members }
    repeat {
      skipSpace()
      let key = try string()
      if members[key] != nil { throw fault("the key \(key.quoted) stands twice") }
      skipSpace()
      try expect(":")
      members[key] = try value()
      skipSpace()
    } while take(",")
    try expect("}")
    return members
  }

  private mutating func array() throws(JSONError) -> [JSON] {
    var elements: [JSON] = []
    skipSpace()
    if take("]") { return elements }
    repeat {
      elements.append(try value())
      skipSpace()
    } while take(",")
    try expect("]")
    return elements
  }

  private mutating func word(_ word: String, _ value: JSON) throws(JSONError) -> JSON {
    guard bytes[position...].starts(with: word.utf8) else { throw fault("an unknown word") }
    position += word.utf8.count
    return value
  }

  // MARK: Numbers

  private mutating func number() throws(JSONError) -> JSON {
    let start = position
    _ = take("-")
    let leading = position
    let digits = try takeDigits()
    if digits > 1, bytes[leading] == UInt8(ascii: "0") { throw fault("a number with a leading zero") }
    var isWhole = true
    if take(".") {
      isWhole = false
      _ = try takeDigits()
    }
    if take("e") || take("E") {
      isWhole = false
      if !take("+") { _ = take("-") }
      _ = try takeDigits()
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isWhole, let value = Int(text) { return .integer(value) }
    guard let value = Double(text), value.isFinite else { throw fault("a number beyond the range of double") }
    return .number(value)
  }

  private mutating func takeDigits() throws(JSONError) -> Int {
    let start = position
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    if position == start { throw fault("a digit is missing") }
    return position - start
  }

  // MARK: Strings

  private mutating func string() throws(JSONError) -> String {
    try expect("\"")
    var text: [UInt8] = []
    while let byte = next, byte != UInt8(ascii: "\"") {
      if byte < 0x20 { throw fault("a control character in a string") }
      position += 1
      if byte == UInt8(ascii: "\\") {
        text += try escape()
      } else {
        text.append(byte)
      }
    }
    try expect("\"")
    guard let string = String(validating: text, as: UTF8.self) else {
      throw fault("a string that is not UTF-8 ends")
    }
    return string
  }

  /// The characters that an escape sequence after a backslash stands for, as UTF-8.
  private mutating func escape() throws(JSONError) -> [UInt8] {
    guard let byte = next else { throw fault("a string without an end") }
    position += 1
    switch Character(Unicode.Scalar(byte)) {
    case "\"", "\\", "/": return [byte]
    case "b": return [0x08]
    case "f": return [0x0C]
    case "n": return [0x0A]
    case "r": return [0x0D]
    case "t": return [0x09]
    case "u": return Array(String(Character(try unicodeScalar())).utf8)
    default: throw fault("an unknown escape in a string")
    }
  }

  /// The character of `\uXXXX`, or of a pair of surrogates.
  private mutating func unicodeScalar() throws(JSONError) -> Unicode.Scalar {
    let first = try fourHexDigits()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard (0xD800..<0xDC00).contains(first), take("\\"), take("u") else { throw fault("a lone surrogate") }
    let second = try fourHexDigits()
    guard (0xDC00..<0xE000).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw fault("a lone surrogate") }
    return scalar
  }

  private mutating func fourHexDigits() throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw fault("a hexadecimal digit is missing")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}
