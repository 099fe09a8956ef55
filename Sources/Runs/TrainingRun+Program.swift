import Device

/// Runs that a program of one's own trains.
extension TrainingRun {
  /// The run in a folder, which goes on as it was. Throws as `init(resuming:)`, and where it is another agent's.
  package init(resuming folder: String, as agent: (some AgentSettings).Type) throws {
    try self.init(resuming: folder) { folder in
      let (seed, settings) = try agent.stored(in: folder)
      return RunSettings(seed: seed, agent: settings)
    }
  }

  /// Trains to the run's end, or until `shouldStop`, and evaluates what was learned then.
  ///
  /// - Parameters:
  ///   - device: where networks are trained.
  ///   - progress: is told after every tick how far the run is.
  ///   - shouldStop: is asked after every tick.
  ///
  /// Returns the evaluation at the run's end; nil where it was stopped before, and where the settings want none. Throws as
  /// `begin(on:)` and the training.
  package func train(
    on device: ComputeDevice, progress: (TrainingStatus) -> Void, shouldStop: () -> Bool
  ) throws -> EvaluationResult? {
    let session = try begin(on: device.device)
    if !session.isOver {
      let end = try session.train(
        shouldStop: {
          progress(TrainingStatus(session.training))
          return shouldStop()
        }, isInterrupted: { false })
      guard end == .finished else { return nil }
    }
    // Of a run that was over as well: what is recorded of its end may be of other settings.
    let result = try session.evaluate(isInterrupted: { false })
    try session.checkHasLearned()
    return result.map(EvaluationResult.init)
  }
}
