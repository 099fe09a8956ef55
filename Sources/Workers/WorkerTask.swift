import Common

/// An environment that worker processes step, and how they do.
package struct WorkerTask: Sendable, Hashable {
  /// Where an environment comes from.
  package enum Source: String, Sendable, CaseIterable {
    /// `gymnasium.make` of an identity.
    case gymnasium
    /// A class or function of a module: "module:Class".
    case python
    /// A task of DeepMind Control: "cheetah-run".
    case dmc
    /// A game of the Arcade Learning Environment: "Pong".
    case atari
    /// A classic game of PettingZoo for two players: "tictactoe_v3".
    case pettingzoo
  }

  package var source: Source
  /// "CartPole-v1", "module:Class", "cheetah-run", "Pong" or "tictactoe_v3".
  package var name: String
  /// Is imported first; it may register environments.
  package var module: String?
  /// What the environment is made with.
  package var arguments: OpenSettings
  /// How often each action is taken.
  package var actionRepeat: Int
  /// Processes at most.
  package var workers: Int
  /// Seconds in which a step must end, and a reset.
  package var stepSeconds: Double
  /// The interpreter; nil for that which `PythonInstallation` finds.
  package var python: String?

  /// A task; by default in one worker, with a minute for each step.
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

  /// As settings name it: "gymnasium:CartPole-v1".
  package var title: String { "\(source.rawValue):\(name)" }

  /// The source and the name in a title; nil where it is no such title.
  package static func parts(of title: String) -> (source: Source, name: String)? {
    let parts = title.split(separator: ":", maxSplits: 1)
    guard parts.count == 2, let source = Source(rawValue: String(parts[0])) else { return nil }
    return (source, String(parts[1]))
  }
}
