import Foundation

/// Lines that a person types, or that are piped in.
enum TextInput {
  /// The next line without surrounding blanks, after a prompt; nil if the input has ended.
  static func line(prompt: String) -> String? {
    print(prompt, terminator: "")
    fflush(nil)
    guard let line = readLine() else {
      print()
      return nil
    }
    return line.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
