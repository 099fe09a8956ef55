/// An agent's run: training, and evaluations of what has been learned.
package protocol AgentTraining: TickedTraining {
  /// What a person must know of how the run begins or goes on.
  var remarks: [String] { get }

  /// How many updates were made.
  var updates: Int { get }

  /// Takes over the parameters of another run's checkpoint, before the first tick.
  ///
  /// Throws where they do not fit the settings, and where the file cannot be read.
  func takeParameters(from folder: String) throws

  /// Plays one episode, which the pictures of the run then show, as far as there is time.
  func draw(until deadline: ContinuousClock.Instant) throws

  /// Plays episodes without exploration by the newest parameters, and returns what they brought; nil where the settings
  /// want none. The result is among the next metrics.
  func evaluate() throws -> EvaluationRow?
}
