import Environments

/// Counts the lost episodes of an evaluation. An episode that is lost begins again, up to three times.
struct EpisodeLosses {
  private static let maximum = 3

  private var counts: [Int]

  /// The counts of `episodes` episodes, none of them lost so far.
  init(episodes: Int) { counts = [Int](repeating: 0, count: episodes) }

  /// Counts a loss of the episode. Throws `loss` if the episode has been lost too often.
  mutating func note(_ loss: LostEpisode, in episode: Int) throws {
    counts[episode] += 1
    if counts[episode] > Self.maximum { throw loss }
  }

  /// Calls `make`, and calls it again if the episode is lost at once. Throws as `note`, and the other errors
  /// of `make`.
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
