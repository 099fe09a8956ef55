import Environments

/// How often episodes were lost that an agent is measured by. Each begins once more, but not again and again.
struct EpisodeLosses {
  private static let maximum = 3

  private var counts: [Int]

  /// Of so many episodes, none of which was lost yet.
  init(episodes: Int) { counts = [Int](repeating: 0, count: episodes) }

  /// An episode was lost. Throws `loss` where that happened too often.
  mutating func note(_ loss: LostEpisode, in episode: Int) throws {
    counts[episode] += 1
    if counts[episode] > Self.maximum { throw loss }
  }

  /// What `make` makes, which is called again where it is lost at once. Throws as `note`, and what else `make` throws.
  mutating func begin(_ episode: Int, _ make: () throws -> AgentEpisode) throws -> AgentEpisode {
    while true {
      do {
        return try make()
      } catch let loss as LostEpisode {
        try note(loss, in: episode)
      }
    }
  }
}
