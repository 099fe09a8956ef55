import Device
import Environments
import Foundation
import MuZero
import Search

/// An agent that is asked about one position at a time, and says what it thinks of it.
struct Advisor {
  private static let listed = 5

  private let agent: MuZeroAgent
  private let simulations: Int

  /// The agent of a run; `simulations` by default its own. Throws as `StoredAgent.load`.
  init(_ stored: StoredAgent, simulations: Int?, device: any Device) throws {
    self.simulations = simulations ?? stored.simulations
    agent = try stored.load(on: device, environments: 1, simulations: self.simulations)
  }

  /// An episode that the agent can be asked about. Throws what the environment does.
  func episode(of environment: any Environment<Int>, seed: UInt64) throws -> AgentEpisode {
    try agent.episode(of: environment, seed: seed)
  }

  /// What a search finds. Throws where the device fails.
  func thought(about position: MuZeroAgent.Position) throws -> MuZeroAgent.Thought {
    try agent.thought(about: position, simulations: simulations) { _ in true }
  }

  /// Lines with the most visited actions, their visits and values for the player to move; last, in games, what the agent
  /// expects to be played.
  func lines(of thought: MuZeroAgent.Thought, in environment: any Environment<Int>) -> [String] {
    let names = Self.names(of: thought.shape.principalVariation, in: environment)
    return Self.lines(of: thought.result, in: environment)
      + (names.count > 1 ? ["  expects \(names.joined(separator: " "))"] : [])
  }

  /// What the actions of a variation are called, as far as they are legal one after the other, in games.
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

  /// `+0.31`
  static func signed(_ value: Float) -> String { String(format: "%+.2f", value) }
}
