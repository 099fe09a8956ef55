import Common
import Foundation
import Networks
import Replay
import Telemetry

/// What trains an agent in ticks, between which nothing is running.
package protocol AgentTrainer: AnyObject {
  associatedtype Settings: AgentSettings
  associatedtype Counts: TrainingCounts
  associatedtype Report: TickReport
  associatedtype Replay: StoredReplay

  var settings: Settings { get }
  var seed: UInt64 { get }
  var store: ModelStore { get }
  var replayBuffer: Replay { get }
  var counts: Counts { get set }
  /// Whether the run has reached its end.
  var isFinished: Bool { get }
  /// The number of updates made.
  var updates: Int { get }
  /// The update on the device.
  var trainingStep: TrainingStep { get }

  /// Runs one tick. Throws `TrainingDivergence` and the errors of the device and of the replay's files. Anything newer than
  /// the last checkpoint is lost then.
  ///
  /// Throws `DroppedWork` once `isInterrupted` returns true, where a part of the tick takes long. Nothing is lost then: the
  /// next tick makes up for what was dropped, and ends as if there had been no interruption.
  func tick(isInterrupted: () -> Bool) throws -> Report

  /// The metadata of a checkpoint's networks, by which another program can use them.
  func checkpointMetadata() throws -> [String: String]

  /// Writes all that is needed to continue the run to files in `folder`. When they are in place, the replay's
  /// `checkpointIsSaved` must be called.
  ///
  /// Throws if a file cannot be written.
  func save(to folder: String) throws

  /// Continues from a checkpoint. The replay must have been made from it already.
  ///
  /// Throws if a file is missing or damaged, or does not fit the settings.
  func resume(from folder: String) throws
}

/// The progress of a run.
package protocol TrainingCounts {
  var ticks: Int { get }
  /// The number of steps of the underlying environment: a repeated action counts for each repetition.
  var environmentSteps: Int { get }
  var episodes: Int { get }
  /// Whether the newest parameters are still to be evaluated, because an evaluation was dropped; nil for no.
  var isEvaluationDue: Bool? { get set }
}

/// What a tick did.
package protocol TickReport {
  /// The episodes that ended, in the order in which they are numbered.
  var episodes: [PlayedEpisode] { get }
  /// The number of episodes that were lost with their workers.
  var lostEpisodes: Int { get }
  /// The means of the updates' losses, by name.
  var losses: [(name: String, value: Double)] { get }
  /// The times of updates and of the whole tick, in seconds.
  var learnerSeconds: Double { get }
  var seconds: Double { get }
}

/// An episode that is over.
package struct PlayedEpisode: Sendable, Equatable {
  package let environment: Int
  /// The sum of its rewards; of the first player's, if there are two.
  package let `return`: Double
  /// The number of actions.
  package let length: Int

  package init(environment: Int, return: Double, length: Int) {
    (self.environment, self.return, self.length) = (environment, `return`, length)
  }
}

extension AgentTrainer {
  /// The progress of the run, from 0 to 1.
  package var progress: Double {
    let done = [counts.environmentSteps, updates]
    let shares = zip(done, settings.ends).compactMap { done, end in
      end.value.map { Double(done) / Double($0) }
    }
    return min(1, shares.max() ?? 0)
  }

  package var isFinished: Bool { progress >= 1 }

  /// A remark for the user if batches are computed in parts although the settings do not say so; nil if not.
  package var microBatchRemark: String? {
    settings.learner.microBatch == .automatic
      ? trainingStep.microBatchRemark(batch: settings.learner.batch) : nil
  }

  /// Throws `TrainingDivergence` if a parameter is not finite.
  package func checkIsFinite() throws { try store.checkIsFinite(updates: updates) }

  /// Takes over the parameters of another run's checkpoint, before the first tick.
  ///
  /// Throws if they do not fit the settings, or if the file cannot be read.
  package func takeParameters(from folder: String) throws {
    try store.loadParameters(path: CheckpointParts.model(in: folder))
  }

  /// Writes the networks and the optimizer's state, with metadata by which another program can use them. All updates must
  /// have ended.
  ///
  /// Throws if the file cannot be written.
  package func saveAgent(to folder: String) throws {
    var metadata = try checkpointMetadata()
    metadata[TrainingStep.microBatchKey] = "\(settings.learner.batch / trainingStep.parts)"
    try trainingStep.save(
      to: CheckpointParts.model(in: folder),
      progress: TrainingProgress(step: updates, seed: seed, metadata: metadata))
  }

  /// Writes the agent, the replay's state, and `state`, which is all else that a run goes on with.
  package func save(_ state: some Encodable, to folder: String) throws {
    try saveAgent(to: folder)
    try FileReplacement.write(
      bytes: try replayBuffer.checkpoint().bytes, to: CheckpointParts.replay(in: folder))
    try FileReplacement.write(try JSONText.of(state), to: CheckpointParts.run(in: folder))
  }
}

/// The files that checkpoints of both agents consist of.
package enum CheckpointParts {
  /// The path of the networks and the optimizer's state.
  package static func model(in folder: String) -> String { "\(folder)/model.safetensors" }

  /// The path of the replay's state.
  static func replay(in folder: String) -> String { "\(folder)/replay.state" }

  /// The path of the state of a run that no other file holds.
  package static func run(in folder: String) -> String { "\(folder)/run.json" }

  /// The number of a batch's sequences that the checkpoint's run computes at once; nil if it does not record it.
  package static func microBatch(in folder: String) throws -> Int? {
    try TrainingStep.microBatch(in: model(in: folder))
  }

  /// The replay's state in a checkpoint, from which the replay can be made.
  package static func replayState(in folder: String) throws -> ReplayState {
    ReplayState(bytes: try bytes(replay(in: folder)))
  }

  /// The content of a checkpoint's file. Throws if it cannot be read.
  package static func bytes(_ path: String) throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw TelemetryError("\(path) cannot be read; remove this checkpoint to go on from the one before")
    }
    return [UInt8](data)
  }
}
