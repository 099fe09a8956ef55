/// The place where a setting was given.
package enum SettingsOrigin: Equatable, Sendable, CustomStringConvertible {
  case defaults
  /// A line of a file or of a preset, counted from 1.
  case file(name: String, line: Int)
  /// The text after `--set`.
  case option(String)

  package var description: String {
    switch self {
    case .defaults: "the defaults"
    case .file(let name, let line): "\(name) line \(line)"
    case .option(let text): "--set \(text)"
    }
  }
}
