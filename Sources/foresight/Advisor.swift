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

  /// What a search finds. Throws where the device fails.
  func result(of position: MuZeroAgent.Position) throws -> TreeResult {
    try agent.results(of: [position], simulations: simulations)[0]
  }

  /// Lines with the most visited actions, their visits and values for the player to move.
  func thoughts(_ result: TreeResult, in environment: any Environment<Int>) -> [String] {
    let ranked = result.visits.indices.filter { result.visits[$0] > 0 }
      .sorted { (result.visits[$1], $0) < (result.visits[$0], $1) }
      .prefix(Self.listed)
    let width = ranked.map { environment.name(of: $0).count }.max() ?? 0
    return ranked.map { action in
      let name = environment.name(of: action)
      let padding = String(repeating: " ", count: width - name.count)
      let visits = String(format: "%5d", result.visits[action])
      return "  \(name)\(padding) \(visits) visits, value \(Self.signed(result.values[action]))"
    }
  }

  /// `+0.31`
  static func signed(_ value: Float) -> String { String(format: "%+.2f", value) }
}
