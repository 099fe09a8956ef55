import Telemetry

/// A run that is being trained by this process.
package struct TrainingSession {
  package let training: any AgentTraining
  /// Whether the run had come to its end before, so that nothing is left to train.
  package let isOver: Bool
  private let loop: TrainingLoop
  /// Keeps the folder locked.
  private let writer: RunWriter
  private let record: MetricsRecord

  init(
    _ training: any AgentTraining, loop: TrainingLoop, in writer: RunWriter, record: MetricsRecord,
    isOver: Bool
  ) {
    (self.training, self.loop, self.writer) = (training, loop, writer)
    (self.record, self.isOver) = (record, isOver)
  }

  /// Seconds of the run so far.
  package var wall: Double { loop.wall }

  /// Trains to the run's end, or until `shouldStop`, which is asked after every tick; all is stored then. `isInterrupted` is
  /// asked within ticks, too, of which parts that take long are dropped then.
  ///
  /// Throws what the training does, and where a file cannot be written; the last checkpoint stays.
  package func train(
    display: ProgressDisplay? = nil, shouldStop: () -> Bool = { false },
    isInterrupted: () -> Bool = { Interruption.isRequested }
  ) throws -> TrainingLoop.End {
    try loop.run(
      title: writer.folder.name, display: display, shouldStop: shouldStop, isInterrupted: isInterrupted)
  }

  /// The evaluation at the run's end, which is recorded; nil where the settings want none.
  ///
  /// Throws `DroppedWork` once `isInterrupted` returns true, and the errors of the evaluation and of the record.
  package func evaluate(
    isInterrupted: () -> Bool = { Interruption.isRequested }
  ) throws -> EvaluationRow? {
    let result = try training.evaluate(isInterrupted: isInterrupted)
    try loop.add(try training.takeMetrics(wall: loop.wall))
    return result
  }

  /// Whether the agent was evaluated as it is.
  package func isEvaluated() throws -> Bool {
    try !record.evaluations(at: training.recordedStep).isEmpty
  }

  /// Throws where the run has come to its end without an update.
  package func checkHasLearned() throws {
    guard training.updates == 0 else { return }
    throw TelemetryError(
      "the run \(writer.folder.path) ended without an update, so nothing was learned; train for more steps, or let environment.episodeSteps end episodes sooner"
    )
  }
}
