import Common
import Foundation
import Networks
import Replay
import Safetensors

/// Storing a run between two ticks, and continuing it bit for bit.
extension MuZeroTrainer {
  static let model = "model.safetensors"
  private static let target = "target.safetensors"
  private static let replay = "replay.state"
  private static let prepared = "prepared.state"
  private static let episodes = "episodes.state"
  private static let run = "run.json"

  /// The state of a run that no other file holds.
  private struct State: Codable {
    struct Actor: Codable {
      var episode: Int
      var isTruncated: Bool
      var actions: [Int32]
      /// The floats' bit patterns, which JSON keeps exactly.
      var policies: [UInt32]
      var rootValues: [UInt32]
      var check: UInt32?
    }

    var counts: Counts
    var moves: Int
    var reanalyzed: Int
    var actors: [Actor]
    var renewal: Int?
  }

  /// Writes all that is needed to continue the run to files in `folder`. When they are in place,
  /// `checkpointIsSaved` must be called.
  ///
  /// Throws if a file cannot be written.
  package func save(to folder: String) throws {
    try saveAgent(to: folder)
    try FileReplacement.write(bytes: try replayBuffer.checkpoint().bytes, to: "\(folder)/\(Self.replay)")
    if !prepared.isEmpty {
      try FileReplacement.write(
        bytes: PreparedUpdate.record(of: prepared), to: "\(folder)/\(Self.prepared)")
    }
    let play = try selfPlay.state()
    if play.underWay.contains(where: { $0 != nil }) {
      try FileReplacement.write(
        bytes: EpisodeUnderWay.record(of: play.underWay), to: "\(folder)/\(Self.episodes)")
    }
    var state = State(counts: counts, moves: play.moves, reanalyzed: play.reanalyzed, actors: [])
    for (index, log) in play.logs.enumerated() {
      state.actors.append(
        State.Actor(
          episode: play.episodes[index], isTruncated: play.truncated[index], actions: log.actions,
          policies: log.policies.map(\.bitPattern), rootValues: log.rootValues.map(\.bitPattern),
          check: play.checks[index]))
    }
    if let reanalysis {
      let (renewal, parameters) = try reanalysis.state
      state.renewal = renewal
      var writer = SafetensorsWriter()
      for tensor in store.specifications {
        writer.add(tensor.name, SafetensorsTensor(parameters[tensor.name]!, shape: tensor.shape))
      }
      try writer.write(to: "\(folder)/\(Self.target)")
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let text = String(decoding: try encoder.encode(state), as: UTF8.self)
    try FileReplacement.write(text, to: "\(folder)/\(Self.run)")
  }

  /// Writes the networks and the optimizer's state, with metadata by which another program can use them.
  ///
  /// Throws if the file cannot be written.
  package func saveAgent(to folder: String) throws {
    var metadata = try settings.checkpointMetadata(
      environment.specification, environmentSteps: counts.environmentSteps)
    metadata[TrainingStep.microBatchKey] = "\(settings.learner.batch / learner.step.parts)"
    try learner.save(to: "\(folder)/\(Self.model)", seed: seed, metadata: metadata)
  }

  /// Takes over the parameters of another run's checkpoint, before the first tick.
  ///
  /// Throws if they do not fit the settings, or if the file cannot be read.
  package func takeParameters(from folder: String) throws {
    try store.loadParameters(path: "\(folder)/\(Self.model)")
  }

  /// The number of sequences that the checkpoint's run computes at once; nil if the checkpoint does not
  /// record it.
  package static func microBatch(in folder: String) throws -> Int? {
    try TrainingStep.microBatch(in: "\(folder)/\(model)")
  }

  /// The replay's state in a checkpoint, from which the replay can be made.
  package static func replayState(in folder: String) throws -> ReplayState {
    ReplayState(bytes: try bytes("\(folder)/\(replay)"))
  }

  /// Continues from a checkpoint. The replay must have been made from it already.
  ///
  /// Throws if a file is missing or damaged, or does not fit the settings.
  package func resume(from folder: String) throws {
    try learner.load(path: "\(folder)/\(Self.model)")
    let data = Data(try Self.bytes("\(folder)/\(Self.run)"))
    guard let state = try? JSONDecoder().decode(State.self, from: data),
      state.actors.count == settings.selfPlay.environments
    else { throw MuZeroSettingsError(description: "\(folder)/\(Self.run) does not fit the run's settings") }
    counts = state.counts
    var underWay = [EpisodeUnderWay?](repeating: nil, count: state.actors.count)
    if FileManager.default.fileExists(atPath: "\(folder)/\(Self.episodes)") {
      underWay = try EpisodeUnderWay.episodes(record: try Self.bytes("\(folder)/\(Self.episodes)"))
      guard underWay.count == state.actors.count else {
        throw MuZeroSettingsError(description: "\(folder)/\(Self.episodes) does not fit the run's settings")
      }
    }
    leftEpisodes = try selfPlay.resume(
      SelfPlay.State(
        moves: state.moves, reanalyzed: state.reanalyzed, episodes: state.actors.map(\.episode),
        truncated: state.actors.map(\.isTruncated),
        logs: state.actors.map { actor in
          Actor.Log(
            actions: actor.actions, policies: actor.policies.map(Float.init(bitPattern:)),
            rootValues: actor.rootValues.map(Float.init(bitPattern:)))
        }, checks: state.actors.map(\.check), underWay: underWay), environment: environment)
    if FileManager.default.fileExists(atPath: "\(folder)/\(Self.prepared)") {
      prepared = try PreparedUpdate.updates(record: try Self.bytes("\(folder)/\(Self.prepared)"))
    }
    guard let reanalysis else { return }
    let parameters = try CheckpointFile.parameterValues(
      path: "\(folder)/\(Self.target)", expected: store.specifications)
    try reanalysis.resume(renewal: state.renewal ?? 0, parameters: parameters)
  }

  /// Removes files that only older checkpoints needed. To be called when the last `save` has become the
  /// newest checkpoint.
  package func checkpointIsSaved() throws { try replayBuffer.checkpointIsSaved() }

  private static func bytes(_ path: String) throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw MuZeroSettingsError(
        description: "\(path) cannot be read; remove this checkpoint to go on from the one before")
    }
    return [UInt8](data)
  }
}
