import Device
import Environments
import Matches
import MuZero
import Search

/// A run's agent in a match. It observes each game as in its training, with as many past positions as it
/// needs.
final class AgentPlayer: MatchPlayer {
  let name: String
  let playsManyGames = true

  private let agent: MuZeroAgent
  private let environment: any Environment<Int>
  private let simulations: Int
  private let maximumSimulations: Int
  /// The number of positions that are searched at once.
  private let atOnce: Int
  private let isInterrupted: () -> Bool
  private var episodes: [Int: (episode: AgentEpisode, actions: Int)] = [:]

  /// The largest number of simulations of a search that only a clock limits.
  private static let maximum = 10_000
  /// The time of a move beside the search, in milliseconds.
  private static let overhead = 30
  /// The largest size of the nodes of all trees, in bytes.
  private static let maximumBytes = 1 << 30

  /// `simulations` is nil for the run's own number. Once `isInterrupted` returns true, searches end and none
  /// begins. Throws as `StoredAgent.load`.
  init(
    _ stored: StoredAgent, name: String, simulations: Int?, limits: MatchLimits, device: any Device,
    isInterrupted: @escaping () -> Bool
  ) throws {
    (self.name, self.isInterrupted) = (name, isInterrupted)
    self.simulations = simulations ?? limits.nodes ?? stored.simulations
    let isTimed = limits.clock != nil || limits.moveTime != nil
    let network = stored.settings.networkConfiguration(stored.environment.specification)
    let nodes =
      Self.maximumBytes
      / max(
        network.state.count * MemoryLayout<Float>.size,
        SearchCapacity(trees: 1, simulations: 1, actions: network.actions).bytesPerNode)
    let isFree = isTimed && simulations == nil && limits.nodes == nil
    maximumSimulations = isFree ? max(self.simulations, min(Self.maximum, nodes)) : self.simulations
    var settings = stored.settings
    if settings.environment.moveLimit != nil || limits.moveLimit != nil {
      settings.environment.moveLimit = limits.moveLimit
    }
    environment = (try? settings.makeEnvironment()) ?? stored.environment
    atOnce = isTimed ? 1 : max(1, min(Match.maximumAtOnce, nodes / (maximumSimulations + 1)))
    agent = try stored.load(on: device, environments: atOnce, simulations: maximumSimulations)
    // The device is prepared before the first clock runs.
    if isTimed {
      _ = try agent.results(of: [agent.episode(of: environment, seed: 0).position], simulations: 1)
    }
  }

  func begin(_ game: MatchGame) throws {
    let begun = try MatchOpening(position: game.opening.position).begun(in: environment)
    if let begun = begun as? any EngineGame {
      episodes[game.number] = (episode(begun), 0)
    } else {
      episodes[game.number] = (try agent.episode(of: environment, seed: 0), 0)
    }
  }

  private func episode(_ game: some EngineGame) -> AgentEpisode {
    agent.episode(of: game, at: game.observation)
  }

  func moves(in turns: [MatchTurn]) throws -> [Result<MatchMove, PlayerFailure>] {
    let positions = try turns.map { turn -> MuZeroAgent.Position in
      // Removed from the dictionary, so that a step changes it in place.
      guard var entry = episodes.removeValue(forKey: turn.game.number) else {
        preconditionFailure("\(name) in game \(turn.game.number), which has not begun")
      }
      for action in turn.game.actions[entry.actions...] { try entry.episode.step(action) }
      entry.actions = turn.game.actions.count
      episodes[turn.game.number] = entry
      return entry.episode.position
    }
    if let turn = turns.first, let milliseconds = Self.milliseconds(of: turn) {
      return try zip(turns, positions).map { turn, position in
        if isInterrupted() { throw MatchInterruption() }
        var timer = SearchTimer(deadline: .now + .milliseconds(milliseconds))
        let thought = try agent.thought(about: position, simulations: maximumSimulations) {
          [isInterrupted] _ in timer.goesOn() && !isInterrupted()
        }
        if isInterrupted() { throw MatchInterruption() }
        return .success(
          MatchMove(.action(thought.result.action(temperature: 0)), value: Double(thought.result.rootValue)))
      }
    }
    return try stride(from: 0, to: positions.count, by: atOnce).flatMap {
      start -> [Result<MatchMove, PlayerFailure>] in
      if isInterrupted() { throw MatchInterruption() }
      let part = Array(positions[start..<min(start + atOnce, positions.count)])
      let results = try agent.results(of: part, simulations: simulations, isStopped: isInterrupted)
      // The result of an interrupted search would not be by the match's settings.
      if isInterrupted() { throw MatchInterruption() }
      return results.map {
        .success(MatchMove(.action($0.action(temperature: 0)), value: Double($0.rootValue)))
      }
    }
  }

  /// The time for a move's search, in milliseconds; nil without a clock.
  private static func milliseconds(of turn: MatchTurn) -> Int? {
    if let time = turn.limits.moveTime { return max(1, time - overhead) }
    guard let left = turn.clock?[turn.game.playerToMove], let clock = turn.limits.clock else { return nil }
    return MoveClock(left: left, increment: clock.increment).milliseconds(overhead: overhead)
  }

  func end(_ game: MatchGame) { episodes[game.number] = nil }
}
