/// Reads the tree of a text in the Smart Game Format.
struct GoRecordReader {
  /// The values of a node under one name.
  struct Property {
    let name: String
    var values: [String]
  }

  private let characters: [Character]
  private var place = 0

  init(_ text: String) { characters = Array(text) }

  private var next: Character? { place < characters.count ? characters[place] : nil }

  private mutating func skipBlanks() {
    while let character = next, character.isWhitespace || character == "\u{feff}" { place += 1 }
  }

  /// The nodes of the first game, following the first of several variations; nil if the text is not a tree.
  /// Text before and after the first tree is ignored.
  mutating func mainLine() -> [[Property]]? {
    while let character = next, character != "(" { place += 1 }
    var nodes: [[Property]] = []
    // Where a variation ends, the main line does.
    while true {
      skipBlanks()
      switch next {
      case "(": place += 1
      case ";":
        place += 1
        guard let node = node() else { return nil }
        nodes.append(node)
      case ")": return nodes.isEmpty ? nil : nodes
      default: return nil
      }
    }
  }

  private mutating func node() -> [Property]? {
    var properties: [Property] = []
    while true {
      skipBlanks()
      guard let first = next, first.isASCII, first.isLetter else { return properties }
      var name = ""
      while let character = next, character.isASCII, character.isLetter {
        // Versions before 4 have lower-case letters within names, which are ignored.
        if character.isUppercase { name.append(character) }
        place += 1
      }
      var values: [String] = []
      skipBlanks()
      while next == "[" {
        place += 1
        guard let value = value() else { return nil }
        values.append(value)
        skipBlanks()
      }
      guard !values.isEmpty else { return nil }
      properties.append(Property(name: name, values: values))
    }
  }

  private mutating func value() -> String? {
    var text = ""
    while let character = next {
      place += 1
      switch character {
      case "]": return text
      case "\\":
        if let escaped = next {
          place += 1
          if !escaped.isNewline { text.append(escaped) }
        }
      default: text.append(character)
      }
    }
    return nil
  }
}
