import Device
import Environments
import Foundation
import MuZero
import Search

/// An agent that is asked about one position at a time, and explains its evaluation.
struct Advisor {
  private static let listed = 5

  private let agent: MuZeroAgent
  private let simulations: Int

  /// The agent of a run. `simulations` is by default the run's own number. Throws as `StoredAgent.load`.
  init(_ stored: StoredAgent, simulations: Int?, device: any Device) throws {
    self.simulations = simulations ?? stored.simulations
    agent = try stored.load(on: device, environments: 1, simulations: self.simulations)
  }

  /// An episode that the agent can be asked about. Throws the environment's errors.
  func episode(of environment: any Environment<Int>, seed: UInt64) throws -> AgentEpisode {
    try agent.episode(of: environment, seed: seed)
  }

  /// The result of a search. Throws if the device fails.
  func thought(about position: MuZeroAgent.Position) throws -> MuZeroAgent.Thought {
    try agent.thought(about: position, simulations: simulations) { _ in true }
  }

  /// Lines with the most visited actions, their visits, and their values for the player to move. In games,
  /// the moves that the agent expects come last.
  func lines(of thought: MuZeroAgent.Thought, in environment: any Environment<Int>) -> [String] {
    let names = Self.names(of: thought.shape.principalVariation, in: environment)
    return Self.lines(of: thought.result, in: environment)
      + (names.count > 1 ? ["  expects \(names.joined(separator: " "))"] : [])
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
