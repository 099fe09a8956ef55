import Common
import Foundation
import Networks
import Replay
import Runs
import Safetensors
import Settings

/// Storing a run between two ticks, and continuing it bit for bit.
extension MuZeroTrainer {
  private static let target = "target.safetensors"
  private static let prepared = "prepared.state"
  private static let episodes = "episodes.state"

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

  package func save(to folder: String) throws {
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
    try save(state, to: folder)
  }

  package func checkpointMetadata() throws -> [String: String] {
    try settings.checkpointMetadata(environment.specification, environmentSteps: counts.environmentSteps)
  }

  package func resume(from folder: String) throws {
    try learner.load(path: CheckpointParts.model(in: folder))
    let run = CheckpointParts.run(in: folder)
    let data = Data(try CheckpointParts.bytes(run))
    guard let state = try? JSONDecoder().decode(State.self, from: data),
      state.actors.count == settings.selfPlay.environments
    else { throw SettingsError("\(run) does not fit the run's settings") }
    counts = state.counts
    var underWay = [EpisodeUnderWay?](repeating: nil, count: state.actors.count)
    if FileManager.default.fileExists(atPath: "\(folder)/\(Self.episodes)") {
      underWay = try EpisodeUnderWay.episodes(record: try CheckpointParts.bytes("\(folder)/\(Self.episodes)"))
      guard underWay.count == state.actors.count else {
        throw SettingsError("\(folder)/\(Self.episodes) does not fit the run's settings")
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
      prepared = try PreparedUpdate.updates(record: try CheckpointParts.bytes("\(folder)/\(Self.prepared)"))
    }
    guard let reanalysis else { return }
    let parameters = try CheckpointFile.parameterValues(
      path: "\(folder)/\(Self.target)", expected: store.specifications)
    try reanalysis.resume(renewal: state.renewal ?? 0, parameters: parameters)
  }
}
