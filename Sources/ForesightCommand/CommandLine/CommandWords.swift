import ArgumentParser
import Common
import Foundation

/// The words of the command line before they are parsed.
enum CommandWords {
  /// Joins an option with a value that looks like an option, as in `--seed -1`, so that an error message is
  /// about the number.
  static func joined(_ words: [String]) -> [String] {
    var result: [String] = []
    for word in words {
      if let last = result.last, last.hasPrefix("--"), last.count > 2, !last.contains("="),
        word.contains(/^-\.?[0-9]/)
      {
        result[result.count - 1] = "\(last)=\(word)"
      } else {
        result.append(word)
      }
    }
    return result
  }

  /// Throws if the words name a command that does not exist.
  static func check(_ words: [String], _ command: any ParsableCommand.Type, path: [String] = []) throws {
    let subcommands = command.configuration.subcommands
    guard !subcommands.isEmpty, let word = words.first, !word.hasPrefix("-"), word != "help" else { return }
    let names = subcommands.map { $0._commandName }
    if let index = names.firstIndex(of: word) {
      return try check(Array(words.dropFirst()), subcommands[index], path: path + [word])
    }
    let near = NearNames.find(word, among: names, limit: 2).map(\.quoted)
    let advice =
      near.isEmpty
      ? "there are \(names.joined(separator: ", "))" : "did you mean \(near.joined(separator: " or "))?"
    throw ValidationError("there is no command \((path + [word]).joined(separator: " ").quoted); \(advice)")
  }
}
