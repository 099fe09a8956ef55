import Foundation

/// How long tests of the kind go on that find more the longer they do: `tools/soak` sets more than `tools/test` takes.
package enum Soak {
  /// Mutated files of each kind.
  package static let files = count("FORESIGHT_SOAK_FILES", usual: 500)
  /// Times that each agent's training is killed.
  package static let kills = count("FORESIGHT_SOAK_KILLS", usual: 5)

  /// Ticks that MuZero trains on the CUDA driver in software, 30 steps each; PlaNet has an episode of 200 steps for eight.
  package static let ticks = count("FORESIGHT_SOAK_TICKS", usual: 8)

  private static func count(_ variable: String, usual: Int) -> Int {
    ProcessInfo.processInfo.environment[variable].flatMap { Int($0) } ?? usual
  }
}
