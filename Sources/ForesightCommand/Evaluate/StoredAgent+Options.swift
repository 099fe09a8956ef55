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
    if let simulations, !SimulationCounts.allowed.contains(simulations) {
      throw ValidationError(
        "--simulations is \(simulations), but must be \(SimulationCounts.allowed.lowerBound) to \(SimulationCounts.allowed.upperBound)"
      )
    }
  }
}
