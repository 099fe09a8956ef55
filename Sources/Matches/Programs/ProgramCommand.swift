import Foundation

/// A program to start: its path and its arguments.
package struct ProgramCommand: Sendable, Equatable {
  package let path: String
  package let arguments: [String]

  /// The program's name, without its folder.
  package var name: String { path.split(separator: "/").last.map(String.init) ?? path }

  /// The folders in which programs are searched beside the PATH: Debian installs games there.
  private static let furtherFolders = ["/usr/games", "/usr/local/games"]

  /// A command line: words separated by blanks, where quotes of either kind keep words together.
  ///
  /// Throws `MatchError` if a quote does not end, or if there is no such program.
  package init(_ line: String) throws(MatchError) {
    let words = try Self.words(of: line)
    guard let program = words.first else {
      throw MatchError("no program is named in \(line.debugDescription); write uci:stockfish, say")
    }
    arguments = Array(words.dropFirst())
    if program.contains("/") {
      path = program
      guard access(program, X_OK) == 0 else {
        throw MatchError(
          "the program \(program) cannot be started (\(String(cString: strerror(errno)))); check the path")
      }
      return
    }
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
    let found = (folders + Self.furtherFolders).map { (folder: String) -> String in "\(folder)/\(program)" }
      .first { access($0, X_OK) == 0 }
    guard let found else {
      throw MatchError(
        "there is no program \(program) in the PATH or in /usr/games; install it, or write its path")
    }
    path = found
  }

  private static func words(of line: String) throws(MatchError) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    for character in line {
      if character == quote {
        quote = nil
      } else if quote == nil, character == "\"" || character == "'" {
        quote = character
        word = word ?? ""
      } else if quote == nil, character.isWhitespace {
        if let word { words.append(word) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    if let quote { throw MatchError("a quote \(quote) does not end in \(line.debugDescription); close it") }
    return words + (word.map { [$0] } ?? [])
  }
}
