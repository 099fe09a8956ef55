import Common

/// An environment that worker processes step, and the settings of the workers.
package struct WorkerTask: Sendable, Hashable {
  /// The source of an environment.
  package enum Source: String, Sendable, CaseIterable {
    /// `gymnasium.make` with an ID.
    case gymnasium
    /// A class or function of a module, such as "module:Class".
    case python
    /// A task of DeepMind Control, such as "cheetah-run".
    case dmc
    /// A game of the Arcade Learning Environment, such as "Pong".
    case atari
    /// A classic two-player game of PettingZoo, such as "tictactoe_v3".
    case pettingzoo
  }

  /// The most actions of an episode where neither settings nor the environment state a limit.
  package static let standardEpisodeSteps = 10_000

  package var source: Source
  /// The name, such as "CartPole-v1", "module:Class", "cheetah-run", "Pong" or "tictactoe_v3".
  package var name: String
  /// A module that is imported first, which may register environments.
  package var module: String?
  /// The arguments that the environment is made with.
  package var arguments: OpenSettings
  /// The number of times that each action is taken.
  package var actionRepeat: Int
  /// The largest number of processes.
  package var workers: Int
  /// The time in which a step, and a reset, must end, in seconds.
  package var stepSeconds: Double
  /// The interpreter; nil for the one that `PythonInstallation` finds.
  package var python: String?

  /// A task; by default with one worker and a minute for each step.
  package init(
    _ source: Source, _ name: String, module: String? = nil, arguments: OpenSettings = [:],
    actionRepeat: Int = 1,
    workers: Int = 1, stepSeconds: Double = 60, python: String? = nil
  ) {
    precondition(workers > 0, "\(workers) workers")
    precondition(actionRepeat > 0, "actions taken \(actionRepeat) times")
    (self.source, self.name, self.module, self.arguments) = (source, name, module, arguments)
    (self.actionRepeat, self.workers, self.stepSeconds) = (actionRepeat, workers, stepSeconds)
    self.python = python
  }

  /// The name in settings, such as "gymnasium:CartPole-v1".
  package var title: String { "\(source.rawValue):\(name)" }

  /// The source and the name in a title; nil if it is not such a title.
  package static func parts(of title: String) -> (source: Source, name: String)? {
    let parts = title.split(separator: ":", maxSplits: 1)
    guard parts.count == 2, let source = Source(rawValue: String(parts[0])) else { return nil }
    return (source, String(parts[1]))
  }
}
