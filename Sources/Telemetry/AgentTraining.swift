/// The training of an agent in a run, with evaluations.
package protocol AgentTraining: TickedTraining {
  /// Remarks for the user on how the run begins or continues.
  var remarks: [String] { get }

  var updates: Int { get }

  /// Takes over the parameters of another run's checkpoint, before the first tick.
  ///
  /// Throws if they do not fit the settings, or if the file cannot be read.
  func takeParameters(from folder: String) throws

  /// Plays one episode for the run's pictures, until the deadline.
  func draw(until deadline: ContinuousClock.Instant) throws

  /// Plays episodes without exploration by the newest parameters. Returns the result; nil if the settings ask
  /// for none. The result is also part of the next metrics.
  ///
  /// Throws `DroppedWork` once `isInterrupted` returns true; nothing is recorded then.
  func evaluate(isInterrupted: () -> Bool) throws -> EvaluationRow?
}
