import CSuites

/// What has been published of agents in some tasks; `Suites` holds the tables and says where they are from.
struct PublishedScores: Sendable {
  /// The agents, in the order of the table's columns.
  let agents: [String]
  /// By the names of the tasks; nil where an agent has no score.
  private let scores: [String: [Double?]]

  /// The 57 games of Atari, by their names without capitals, spaces and signs.
  static let atari = PublishedScores(table: String(cString: foresight_atari_scores()))
  /// The six tasks of DeepMind Control in PlaNet's paper.
  static let control = PublishedScores(table: String(cString: foresight_control_scores()))

  static let random = "random"
  static let human = "human"

  /// Lines of commas; those that begin with # are remarks, the first of the others is the head.
  init(table: String) {
    let lines = table.split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    agents = Array(lines[0].dropFirst())
    scores = Dictionary(
      uniqueKeysWithValues: lines.dropFirst().map { (Self.plain($0[0]), $0.dropFirst().map(Double.init)) })
  }

  /// How tasks' names are compared: letters and digits.
  static func plain(_ name: String) -> String {
    name.lowercased().filter { $0.isLetter || $0.isNumber }
  }

  var tasks: [String] { scores.keys.sorted() }

  /// Nil where there is no such task, or nothing is known of the agent in it.
  func score(of agent: String, in task: String) -> Double? {
    guard let row = scores[Self.plain(task)], let column = agents.firstIndex(of: agent) else { return nil }
    return row[column]
  }

  /// In percent: 0 for a random player's score, 100 for a person's; nil where these are not known.
  func normalized(_ score: Double, in task: String) -> Double? {
    guard let random = self.score(of: Self.random, in: task), let human = self.score(of: Self.human, in: task)
    else { return nil }
    return 100 * (score - random) / (human - random)
  }
}
