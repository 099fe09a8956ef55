/// A line that a controller of the Go Text Protocol sends.
struct GoTextRequest: Equatable {
  /// What the answer repeats, if there is one.
  let number: String
  let command: String
  let arguments: [String]

  /// What a line asks for; nil where it is empty but for a comment. Tabs are spaces, other control characters and byte-order
  /// marks nothing.
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
