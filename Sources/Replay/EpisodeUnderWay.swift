/// An episode under way, with which a run can go on where its environment can store it.
package struct EpisodeUnderWay: Sendable, Equatable {
  /// What the environment needs.
  package let environment: [UInt8]
  /// What was not yet given out of it, as `TrajectoryCutter.record`.
  package let trajectory: [UInt8]
  /// The sum of its rewards so far.
  package let `return`: Double

  package init(environment: [UInt8], trajectory: [UInt8], return: Double) {
    (self.environment, self.trajectory, self.return) = (environment, trajectory, `return`)
  }

  /// Episodes as bytes, with a checksum behind them; nil stands for one that is not stored.
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

  /// The episodes that `record(of:)` wrote. Throws `ReplayError` where the bytes are damaged.
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
