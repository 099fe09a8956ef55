import Device
import Environments
import Foundation
import MuZero
import Search

/// An episode with an agent, shown in lines of text: a person's game against it, or one that is watched.
struct ShownEpisode {
  private static let listed = 5

  private let agent: MuZeroAgent
  private let simulations: Int
  private let pieces: PieceStyle
  var episode: AgentEpisode

  /// The first state, which is shown. `simulations` is by default the run's own number. Throws as `StoredAgent.load`.
  init(
    _ stored: StoredAgent, simulations: Int?, seed: UInt64, pieces: PieceStyle, device: any Device
  ) throws {
    (self.simulations, self.pieces) = (simulations ?? stored.simulations, pieces)
    agent = try stored.load(on: device, environments: 1, simulations: self.simulations)
    episode = try agent.episode(of: stored.environment, seed: seed)
    printNow(text)
  }

  /// The state, as people read it.
  var text: String { pieces.text(of: episode.environment) }

  /// Lets the agent act. Returns the action's name and the state's value before it, in words, and lines with the most visited
  /// actions, their visits, and their values for the player to move; in games the moves that the agent expects come last.
  ///
  /// Throws if the device fails.
  mutating func act() throws -> (action: String, value: String, lines: [String]) {
    let environment = episode.environment
    let thought = try agent.thought(about: episode.position, simulations: simulations) { _ in true }
    let names = Self.names(of: thought.shape.principalVariation, in: environment)
    let lines =
      Self.lines(of: thought.result, in: environment)
      + (names.count > 1 ? ["  expects \(names.joined(separator: " "))"] : [])
    try episode.step(thought.action)
    return (environment.name(of: thought.action), Self.signed(thought.result.rootValue), lines)
  }

  /// In games, the names of a variation's actions, up to the first that is not legal.
  private static func names(of variation: [Int], in environment: any Environment<Int>) -> [String] {
    guard environment.specification.players == 2, environment.isCopied else { return [] }
    var (game, names) = (environment, [String]())
    for action in variation {
      guard game.legalActions?.contains(action) ?? true else { break }
      names.append(game.name(of: action))
      guard let step = try? game.step(action), !step.isOver else { break }
    }
    return names
  }

  private static func lines(of result: TreeResult, in environment: any Environment<Int>) -> [String] {
    let ranked = result.visits.indices.filter { result.visits[$0] > 0 }
      .sorted { (result.visits[$1], $0) < (result.visits[$0], $1) }
      .prefix(listed)
    let width = ranked.map { environment.name(of: $0).count }.max() ?? 0
    return ranked.map { action in
      let name = environment.name(of: action)
      let padding = String(repeating: " ", count: width - name.count)
      let visits = String(format: "%5d", result.visits[action])
      return "  \(name)\(padding) \(visits) visits, value \(signed(result.values[action]))"
    }
  }

  /// A value with its sign, such as `+0.31`.
  static func signed(_ value: Float) -> String { String(format: "%+.2f", value) }
}
