import ArgumentParser
import MuZero
import Runs

extension StoredAgent {
  /// The agent that was asked for. Throws where the run has no such checkpoint, or is of another kind.
  init(_ option: AgentOption) throws {
    try self.init(in: try option.run.folder(), option.checkpoint)
  }

  /// Throws where nobody searches with so many simulations.
  static func check(simulations: Int?) throws {
    try OptionRange.check(("--simulations", simulations ?? 1, SimulationCounts.allowed))
  }
}
