/// A stored episode that a run can continue, if its environment can be stored.
package struct EpisodeUnderWay: Sendable, Equatable {
  /// The environment's state as bytes.
  package let environment: [UInt8]
  /// The part of the episode that has not been cut into trajectories yet: a `TrajectoryCutter.record`.
  package let trajectory: [UInt8]
  /// The sum of its rewards so far.
  package let `return`: Double

  package init(environment: [UInt8], trajectory: [UInt8], return: Double) {
    (self.environment, self.trajectory, self.return) = (environment, trajectory, `return`)
  }

  /// Episodes as bytes, followed by a checksum. Nil stands for an episode that is not stored.
  package static func record(of episodes: [EpisodeUnderWay?]) -> [UInt8] {
    var writer = ByteWriter()
    writer.write(episodes.count)
    for episode in episodes {
      writer.write(UInt8(episode == nil ? 0 : 1))
      guard let episode else { continue }
      writer.write(episode.return)
      for part in [episode.environment, episode.trajectory] {
        writer.write(part.count)
        writer.write(part)
      }
    }
    return ReplayState(writer).bytes
  }

  /// The episodes of which these bytes are the `record(of:)`. Throws `ReplayError` if the bytes are damaged.
  package static func episodes(record: [UInt8]) throws -> [EpisodeUnderWay?] {
    try ReplayState(bytes: record).read { reader in
      var episodes: [EpisodeUnderWay?] = []
      for _ in 0..<(try reader.count()) {
        guard try reader.read(UInt8.self) == 1 else {
          episodes.append(nil)
          continue
        }
        let sum = try reader.read(Double.self)
        let environment = try reader.read(UInt8.self, count: try reader.count())
        let trajectory = try reader.read(UInt8.self, count: try reader.count())
        episodes.append(EpisodeUnderWay(environment: environment, trajectory: trajectory, return: sum))
      }
      return episodes
    }
  }
}
