/// Splits the text of PGN into tokens, and keeps track of the line. Comments, annotations and variations are
/// skipped.
struct PGNTokens {
  enum Token: Equatable {
    case tag(PGNGame.Tag)
    /// A move, a result, or any other text in their place.
    case word(String)
  }

  private let bytes: [UInt8]
  private var index = 0
  /// The line on which the next token begins, from 1.
  private(set) var line = 1

  init(_ text: String) { bytes = Array((text.first == "\u{FEFF}" ? text.dropFirst() : text[...]).utf8) }

  private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

  private mutating func advance() {
    if bytes[index] == UInt8(ascii: "\n") { line += 1 }
    index += 1
  }

  /// The next token; nil at the end.
  ///
  /// Throws `NotationError` if a comment, a variation or a tag does not end, or if one ends that did not
  /// begin.
  mutating func next() throws(NotationError) -> Token? {
    while let byte = current {
      switch byte {
      case UInt8(ascii: "["): return .tag(try tag())
      case UInt8(ascii: "("): try skipVariation()
      case UInt8(ascii: ")"): throw failure(line, "a variation ends that did not begin: take the ) away.")
      case UInt8(ascii: "}"): throw failure(line, "a comment ends that did not begin: take the } away.")
      case UInt8(ascii: "$"): _ = word(from: index)
      default:
        if try skipBlank() { continue }
        let word = word(from: index)
        if let rest = withoutNumber(word) { return .word(rest) }
      }
    }
    return nil
  }

  /// Skips a space, a comment, or a line that begins with a percent sign. Returns whether there was one.
  private mutating func skipBlank() throws(NotationError) -> Bool {
    guard let byte = current else { return false }
    let isLineStart = index == 0 || bytes[index - 1] == UInt8(ascii: "\n")
    switch byte {
    case UInt8(ascii: "{"):
      let first = line
      while let byte = current, byte != UInt8(ascii: "}") { advance() }
      guard current != nil else {
        throw failure(first, "a comment begins that does not end: write } behind it.")
      }
      advance()
    case UInt8(ascii: ";"),
      UInt8(ascii: "%") where isLineStart || byte == UInt8(ascii: ";"):
      while let byte = current, byte != UInt8(ascii: "\n") { advance() }
    case 0...32:
      advance()
    default: return false
    }
    return true
  }

  private mutating func skipVariation() throws(NotationError) {
    let first = line
    var depth = 0
    while let byte = current {
      if try skipBlank() { continue }
      advance()
      if byte == UInt8(ascii: "(") { depth += 1 }
      if byte == UInt8(ascii: ")") { depth -= 1 }
      if depth == 0 { return }
    }
    throw failure(first, "a variation begins that does not end: write ) behind it.")
  }

  private mutating func tag() throws(NotationError) -> PGNGame.Tag {
    let first = line
    let broken = failure(first, "a tag is not of the form [Name \"value\"]: write it so.")
    advance()
    skipSpaces()
    let begin = index
    while let byte = current, Self.isNameByte(byte) { advance() }
    let name = String(decoding: bytes[begin..<index], as: UTF8.self)
    skipSpaces()
    guard !name.isEmpty, current == UInt8(ascii: "\"") else { throw broken }
    advance()
    var value: [UInt8] = []
    while let byte = current, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\n") {
      if byte == UInt8(ascii: "\\"), index + 1 < bytes.count, [34, 92].contains(bytes[index + 1]) {
        advance()
      }
      value.append(bytes[index])
      advance()
    }
    guard current == UInt8(ascii: "\"") else { throw broken }
    advance()
    skipSpaces()
    guard current == UInt8(ascii: "]") else { throw broken }
    advance()
    return PGNGame.Tag(name, String(decoding: value, as: UTF8.self))
  }

  private mutating func skipSpaces() {
    while let byte = current, byte <= 32 { advance() }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    Character(UnicodeScalar(byte)).isASCII
      && (Character(UnicodeScalar(byte)).isLetter || (48...57).contains(byte))
      || byte == UInt8(ascii: "_")
  }

  /// The text up to a space or a character that begins another token.
  private mutating func word(from begin: Int) -> String {
    advance()
    while let byte = current, byte > 32, !Self.ends.contains(byte) { advance() }
    return String(decoding: bytes[begin..<index], as: UTF8.self)
  }

  private static let ends = Set("{}()[];$".utf8)

  /// A word without the preceding move number ("12.e4" or "12...e5"); nil if nothing is left, and for "!?"
  /// and "e.p.".
  private func withoutNumber(_ word: String) -> String? {
    if word == "e.p." || word.allSatisfy({ "!?+#.".contains($0) }) { return nil }
    let rest = word.drop { $0.isASCII && $0.isNumber }
    if rest.isEmpty { return nil }
    guard rest.count < word.count, rest.first == "." else { return word }
    let move = rest.drop { $0 == "." }
    return move.isEmpty ? nil : String(move)
  }

  /// An error that says where it is.
  func failure(_ line: Int, _ problem: String) -> NotationError { NotationError("Line \(line): \(problem)") }
}
