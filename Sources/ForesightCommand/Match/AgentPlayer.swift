import Device
import Environments
import Matches
import MuZero
import Search

/// A run's agent in a match. It sees each game as it was trained to, with as many positions as it knows.
final class AgentPlayer: MatchPlayer {
  let name: String
  let playsManyGames = true

  private let agent: MuZeroAgent
  private let environment: any Environment<Int>
  private let simulations: Int
  private let maximumSimulations: Int
  /// Positions that are searched at once.
  private let atOnce: Int
  private let isInterrupted: () -> Bool
  private var episodes: [Int: (episode: AgentEpisode, actions: Int)] = [:]

  /// More simulations than these are not searched where a clock alone bounds them.
  private static let maximum = 10_000
  /// Milliseconds that a move takes beside the search.
  private static let overhead = 30
  /// What the nodes of all trees may take.
  private static let maximumBytes = 1 << 30

  /// `simulations` is nil for the run's own. Searches end once `isInterrupted`, and none begins. Throws as `StoredAgent.load`.
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
    // The device is made ready before the first clock runs.
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
      // Taken out, so that a step changes it in place.
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
      // What an interrupted search has found is not what the match was to be played with.
      if isInterrupted() { throw MatchInterruption() }
      return results.map {
        .success(MatchMove(.action($0.action(temperature: 0)), value: Double($0.rootValue)))
      }
    }
  }

  /// How long a move's search may take; nil where there is no clock.
  private static func milliseconds(of turn: MatchTurn) -> Int? {
    if let time = turn.limits.moveTime { return max(1, time - overhead) }
    guard let left = turn.clock?[turn.game.playerToMove], let clock = turn.limits.clock else { return nil }
    return MoveClock(left: left, increment: clock.increment).milliseconds(overhead: overhead)
  }

  func end(_ game: MatchGame) { episodes[game.number] = nil }
}
