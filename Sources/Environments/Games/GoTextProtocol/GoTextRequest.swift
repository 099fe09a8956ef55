/// A line from a controller of the Go Text Protocol.
struct GoTextRequest: Equatable {
  /// The number that the answer repeats, if there is one.
  let number: String
  let command: String
  let arguments: [String]

  /// The request of a line; nil for a line that is empty or only a comment. Tabs count as spaces; other
  /// control characters and byte-order marks are ignored.
  init?(_ line: String) {
    var text = ""
    for scalar in line.unicodeScalars.prefix(while: { $0 != "#" }) {
      if scalar == "\t" {
        text += " "
      } else if scalar.value >= 32, scalar.value != 127, scalar != "\u{feff}" {
        text.unicodeScalars.append(scalar)
      }
    }
    var words = text.split(separator: " ").map { String($0) }
    guard let first = words.first else { return nil }
    let isNumbered = first.allSatisfy { $0.isASCII && $0.isNumber }
    if isNumbered { words.removeFirst() }
    number = isNumbered ? first : ""
    command = words.first ?? ""
    arguments = Array(words.dropFirst())
  }
}
