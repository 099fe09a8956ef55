import Foundation

/// What a run's folder says of itself: lines of `name: value`.
struct RunMarker {
  static let currentVersion = 1

  var version = currentVersion
  let name: String
  /// To the millisecond.
  let started: Date

  init(name: String, started: Date) {
    self.name = name
    self.started = Date(timeIntervalSince1970: (started.timeIntervalSince1970 * 1000).rounded(.down) / 1000)
  }

  /// Reads a marker; nil where the file is missing or says something else.
  init?(contentsOf path: String) {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    var values: [Substring: Substring] = [:]
    for line in text.split(separator: "\n") {
      guard let colon = line.firstRange(of: ": ") else { return nil }
      values[line[..<colon.lowerBound]] = line[colon.upperBound...]
    }
    guard let version = values["version"].flatMap({ Int($0) }), let name = values["name"],
      let started = values["started"].flatMap({ try? Date(String($0), strategy: Self.style) })
    else { return nil }
    self.version = version
    self.name = String(name)
    self.started = started
  }

  var text: String { "version: \(version)\nname: \(name)\nstarted: \(started.formatted(Self.style))\n" }

  private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
}
