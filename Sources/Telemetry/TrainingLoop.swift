import Common
import Foundation

/// Training that proceeds in ticks, as a run's loop uses it.
package protocol TickedTraining: AnyObject {
  /// Whether the run has reached its end.
  var isFinished: Bool { get }
  /// The progress of the run, from 0 to 1.
  var progress: Double { get }
  /// The step at which metrics are recorded. It never decreases.
  var recordedStep: Int { get }

  /// Runs one tick.
  ///
  /// `isInterrupted` is asked now and then. Once it returns true, parts of the tick that take long are dropped; the next
  /// tick makes up for them, with the same result.
  func tick(isInterrupted: () -> Bool) throws

  /// The metrics since the last call, recorded at `wall` seconds of the run.
  func takeMetrics(wall: Double) throws -> MetricsBatch

  var items: [ProgressItem] { get }

  /// Writes everything that is needed to continue to files in `folder`, which is new.
  func save(to folder: String) throws

  /// Writes the part of `save` that an agent needs to act.
  func saveAgent(to folder: String) throws

  /// Called when the last `save` has become the run's newest checkpoint.
  func checkpointIsSaved() throws
}

/// The loop of a run: ticks, metrics, progress, and checkpoints, until the run's end or a request to stop.
package struct TrainingLoop {
  /// The reason why the loop ended.
  package enum End: Sendable, Equatable {
    case finished
    /// The user asked for it; everything is stored.
    case interrupted
  }

  private let training: any TickedTraining
  private let folder: RunFolder
  private let record: MetricsRecord
  private let checkpointSeconds: Double
  private let keptCheckpoints: Int
  /// The log for TensorBoard; nil if none is written.
  private let board: TensorBoardLog?
  /// The time that the run has taken in earlier processes, in seconds.
  private let earlier: Double
  private let start = ContinuousClock.now
  private static let clockName = "clock.json"

  /// The loop's own part of a checkpoint.
  private struct Clock: Codable {
    var wall: Double
    var step: Int
  }

  /// A loop that begins, or that continues from `checkpoint`, from which the training must have been
  /// restored. Rows of the metrics that are newer than the checkpoint are removed. With `tensorBoard`, an
  /// event file is written, too.
  package init(
    _ training: any TickedTraining, in folder: RunFolder, record: MetricsRecord, checkpointSeconds: Double,
    keptCheckpoints: Int = 2,
    resuming checkpoint: CheckpointFolder.Entry? = nil, tensorBoard: Bool = false
  ) throws {
    self.training = training
    self.folder = folder
    self.record = record
    self.checkpointSeconds = checkpointSeconds
    self.keptCheckpoints = keptCheckpoints
    let clock = try checkpoint.map(Self.clock)
    earlier = clock?.wall ?? 0
    if let clock { try record.removeRows(beyond: clock.step) }
    board =
      tensorBoard
      ? try TensorBoardLog(of: folder, record: record, in: TensorBoardLog.standardFolder(of: folder)) : nil
  }

  /// The time of the run at a checkpoint, in seconds. Throws `TelemetryError` if it cannot be read.
  package static func wall(of checkpoint: CheckpointFolder.Entry) throws -> Double {
    try clock(of: checkpoint).wall
  }

  private static func clock(of checkpoint: CheckpointFolder.Entry) throws -> Clock {
    let path = "\(checkpoint.path)/\(clockName)"
    guard let data = FileManager.default.contents(atPath: path),
      let clock = try? JSONDecoder().decode(Clock.self, from: data)
    else {
      throw TelemetryError("\(path) cannot be read; remove this checkpoint to go on from the one before")
    }
    return clock
  }

  /// The time of the run so far, in seconds.
  package var wall: Double { earlier + (ContinuousClock.now - start) / .seconds(1) }

  /// Runs to the end, shown by `display`, or until `shouldStop` asks to end after the tick; all is stored then.
  ///
  /// `isInterrupted` is asked within ticks, too, of which parts that take long are dropped then.
  ///
  /// Throws the errors of training, and if a file cannot be written; the last checkpoint remains. Training
  /// that diverged leaves no checkpoint, and the error names the one before.
  package func run(
    title: String, display: ProgressDisplay?, shouldStop: () -> Bool = { false },
    isInterrupted: () -> Bool = { Interruption.isRequested }
  ) throws -> End {
    do {
      return try runToEnd(
        title: title, display: display, shouldStop: shouldStop, isInterrupted: isInterrupted)
    } catch let divergence as TrainingDivergence {
      let good = folder.checkpoints.latest.map { "the checkpoint of step \($0.step), \($0.path), is good" }
      throw TelemetryError(
        "\(divergence); \(good ?? "there is no checkpoint from before"); begin a new run with a smaller learner.learningRate"
      )
    } catch {
      if folder.checkpoints.latest == nil { throw error }
      throw TelemetryError("\(error); the run goes on from its last checkpoint with --resume")
    }
  }

  private func runToEnd(
    title: String, display: ProgressDisplay?, shouldStop: () -> Bool, isInterrupted: () -> Bool
  ) throws -> End {
    var saved = ContinuousClock.now
    func status() -> ProgressStatus {
      ProgressStatus(title: title, fraction: training.progress, items: training.items)
    }
    while !training.isFinished {
      try training.tick(isInterrupted: isInterrupted)
      try add(try training.takeMetrics(wall: wall))
      display?.update(status)
      let isAsked = shouldStop() || isInterrupted()
      if isAsked && !training.isFinished {
        try save()
        display?.stop(status())
        return .interrupted
      }
      if ContinuousClock.now - saved >= .seconds(checkpointSeconds) {
        try save()
        saved = ContinuousClock.now
      }
    }
    try save()
    display?.finish(status())
    return .finished
  }

  private func save() throws { try Interruption.during("the checkpoint", writeCheckpoint) }

  private func writeCheckpoint() throws {
    let step = training.recordedStep
    try folder.checkpoints.write(step: step, keeping: keptCheckpoints) { folder in
      try training.save(to: folder)
      try writeClock(to: folder)
    }
    try training.checkpointIsSaved()
    try record.setInformation([(MetricsRecord.checkpointKey, "\(step)")])
  }

  /// Records metrics, and keeps the current agent if no evaluation before was better.
  package func add(_ batch: MetricsBatch) throws {
    if let evaluation = batch.evaluations.last {
      try BestCheckpoint.keep(evaluation, in: folder.best) { folder in
        try training.saveAgent(to: folder)
        try writeClock(to: folder)
      }
    }
    try record.append(batch)
    try board?.append(batch)
  }

  private func writeClock(to folder: String) throws {
    let clock = Clock(wall: wall, step: training.recordedStep)
    try FileReplacement.write(try JSONText.of(clock), to: "\(folder)/\(Self.clockName)")
  }
}
