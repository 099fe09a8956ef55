/// An agent's run: training, and evaluations of what has been learned.
package protocol AgentTraining: TickedTraining {
  /// What a person must know of how the run went on from a checkpoint; nil for nothing.
  var remark: String? { get }

  /// How many updates were made.
  var updates: Int { get }

  /// Plays episodes without exploration by the newest parameters, and returns what they brought; none where the settings
  /// want none, or there is no such evaluation of the task. The result is among the next metrics.
  func evaluate() throws -> [Double]
}

extension AgentTraining {
  package var remark: String? { nil }
}
