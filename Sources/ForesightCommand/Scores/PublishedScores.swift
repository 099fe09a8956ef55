import CSuites

/// Published scores of agents in some tasks. `Suites` holds the tables with their sources.
struct PublishedScores: Sendable {
  /// The agents, in the order of the table's columns.
  let agents: [String]
  /// The scores by the tasks' names; nil if an agent has none.
  private let scores: [String: [Double?]]

  /// The scores in 57 Atari games, whose names are compared without case, spaces and punctuation.
  static let atari = PublishedScores(table: String(cString: foresight_atari_scores()))
  /// The scores in the six tasks of DeepMind Control in PlaNet's paper.
  static let control = PublishedScores(table: String(cString: foresight_control_scores()))

  static let random = "random"
  static let human = "human"

  /// A table of comma-separated lines. Lines that begin with # are comments; the first other line is the
  /// header.
  init(table: String) {
    let lines = table.split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    agents = Array(lines[0].dropFirst())
    scores = Dictionary(
      uniqueKeysWithValues: lines.dropFirst().map { (Self.plain($0[0]), $0.dropFirst().map(Double.init)) })
  }

  /// The form of tasks' names for comparisons: letters and digits only.
  static func plain(_ name: String) -> String {
    name.lowercased().filter { $0.isLetter || $0.isNumber }
  }

  var tasks: [String] { scores.keys.sorted() }

  /// Nil if there is no such task, or if the agent has no score in it.
  func score(of agent: String, in task: String) -> Double? {
    guard let row = scores[Self.plain(task)], let column = agents.firstIndex(of: agent) else { return nil }
    return row[column]
  }

  /// The normalized score in percent: 0 for a random player's score, 100 for a human's; nil if these are not
  /// known.
  func normalized(_ score: Double, in task: String) -> Double? {
    guard let random = self.score(of: Self.random, in: task), let human = self.score(of: Self.human, in: task)
    else { return nil }
    return 100 * (score - random) / (human - random)
  }
}
