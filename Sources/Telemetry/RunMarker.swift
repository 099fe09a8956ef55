import Common
import Foundation

/// The marker file of a run's folder, with lines of `name: value`.
struct RunMarker {
  static let currentVersion = 1

  var version = currentVersion
  let name: String
  /// The time at which the run began, to the millisecond.
  let started: Date

  init(name: String, started: Date) {
    self.name = name
    self.started = Date(timeIntervalSince1970: (started.timeIntervalSince1970 * 1000).rounded(.down) / 1000)
  }

  /// Reads a marker; nil if the file is missing or invalid.
  init?(contentsOf path: String) {
    guard let text = StoredText.read(path) else { return nil }
    var values: [String: String] = [:]
    for line in text.split(separator: "\n") where line.contains(where: { !$0.isWhitespace }) {
      guard let colon = line.firstIndex(of: ":") else { return nil }
      let value = line[line.index(after: colon)...]
      values[String(line[..<colon])] = value.trimmingCharacters(in: .whitespaces)
    }
    guard let version = values["version"].flatMap({ Int($0) }), let name = values["name"],
      let started = values["started"].flatMap({ try? Date($0, strategy: Self.style) })
    else { return nil }
    self.version = version
    self.name = name
    self.started = started
  }

  var text: String { "version: \(version)\nname: \(name)\nstarted: \(started.formatted(Self.style))\n" }

  private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
}
