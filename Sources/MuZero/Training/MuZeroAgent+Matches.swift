import Dispatch
import Environments
import Randomness
import Synchronization
import Telemetry

extension MuZeroAgent {
  /// Plays games of `environment` against opponents that `opponent` makes, one for each game, from random
  /// streams. The agent is the first player in the first game and in every other one, and always takes the
  /// most visited action.
  ///
  /// All games advance in step: the agent's searches are one batch, and the opponents think on all cores.
  /// After every move `progress` is called with the number of games that are over and the number of all
  /// moves. The first game is recorded in `video`. A game that is lost with its worker begins again. Throws
  /// as `results(of:simulations:)`, and `DroppedWork` once `isInterrupted` returns true.
  package func match(
    in environment: any Environment<Int>, games count: Int, simulations: Int, seed: UInt64,
    opponent: (RandomStream) -> any Player, video: EpisodeVideo? = nil,
    progress: (_ games: Int, _ moves: Int) -> Void = { _, _ in }, isInterrupted: (() -> Bool)? = nil
  ) throws -> MatchScore {
    precondition(environment.specification.players == 2, "a match of two players, in a game of one")
    var losses = EpisodeLosses(episodes: count)
    func begin(_ index: Int) throws -> MatchGame {
      let begun = try losses.begin(index) {
        try episode(of: environment, seed: RandomPurpose.evaluation.seed(of: seed, index))
      }
      return MatchGame(
        begun, agentSide: index % 2,
        opponent: opponent(RandomPurpose.opponent.stream(seed: seed, index)))
    }
    var games = try (0..<count).map(begin)
    var live = Array(games.indices)
    var moves = 0
    if count > 0 { video?.append(games[0].episode.environment) }
    while !live.isEmpty {
      let isFirstLive = live[0] == 0
      let waiting = live.filter { !games[$0].isAgentsTurn }
      for (index, loss) in try Self.moveOpponents(of: &games, at: waiting) {
        try losses.note(loss, in: index)
        games[index] = try begin(index)
      }
      if isFirstLive, waiting.first == 0 { video?.append(games[0].episode.environment) }
      let asked = live.filter { !games[$0].episode.isOver && games[$0].isAgentsTurn }
      let results = try wholeResults(
        of: asked.map { games[$0].episode.position }, simulations: simulations,
        isInterrupted: isInterrupted)
      for (index, result) in zip(asked, results) {
        do {
          try games[index].episode.step(result.action(temperature: 0))
        } catch let loss as LostEpisode {
          try losses.note(loss, in: index)
          games[index] = try begin(index)
        }
      }
      if isFirstLive, asked.first == 0 { video?.append(games[0].episode.environment) }
      moves += waiting.count + asked.count
      live.removeAll { games[$0].episode.isOver }
      progress(count - live.count, moves)
    }
    var score = MatchScore()
    for game in games {
      score.count(reward: Float(game.agentSide == 0 ? game.episode.return : -game.episode.return))
    }
    return score
  }

  /// Plays every sequence of moves that an opponent can make, from both sides.
  ///
  /// The networks must see nothing but the newest observation. Throws as `results(of:simulations:)`.
  package func exhaustiveMatch(
    in environment: any Environment<Int>, simulations: Int,
    progress: (_ positions: Int) -> Void = { _ in }
  ) throws -> MatchScore {
    precondition(settings.seesNewestObservationAlone, "positions that are more than their observation")
    var match = ExhaustiveMatch()
    var asked = 0
    return try match.run(bothSidesOf: environment) { positions in
      let results = try results(
        of: positions.map {
          Position(observation: $0.observation, legal: $0.environment.legalActions, in: specification)
        },
        simulations: simulations)
      asked += positions.count
      progress(asked)
      return results.map { $0.action(temperature: 0) }
    }
  }

  private struct MatchGame: Sendable {
    var episode: AgentEpisode
    let agentSide: Int
    var opponent: any Player

    init(_ episode: AgentEpisode, agentSide: Int, opponent: any Player) {
      (self.episode, self.agentSide, self.opponent) = (episode, agentSide, opponent)
    }

    var isAgentsTurn: Bool { episode.environment.playerToMove == agentSide }

    mutating func moveOpponent() throws {
      try episode.step(try opponent.action(in: episode.environment))
    }
  }

  /// Moves the opponents on all cores. Indices must be distinct, so that no two threads touch the same game.
  /// Returns the games that were lost.
  private static func moveOpponents(
    of games: inout [MatchGame], at indices: [Int]
  ) throws -> [(index: Int, loss: LostEpisode)] {
    let failures = Mutex<[any Error]>([])
    let losses = Mutex<[(index: Int, loss: LostEpisode)]>([])
    games.withUnsafeMutableBufferPointer { games in
      nonisolated(unsafe) let games = games
      DispatchQueue.concurrentPerform(iterations: indices.count) { index in
        do {
          try games[indices[index]].moveOpponent()
        } catch let loss as LostEpisode {
          losses.withLock { $0.append((indices[index], loss)) }
        } catch {
          failures.withLock { $0.append(error) }
        }
      }
    }
    if let failure = failures.withLock({ $0.first }) { throw failure }
    return losses.withLock { $0.sorted { $0.index < $1.index } }
  }
}
