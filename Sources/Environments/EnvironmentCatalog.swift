/// All environments, by the names in settings and on the command line: the program's own, and those added by
/// `register`.
public enum EnvironmentCatalog {
  typealias Factory<Action: Sendable> =
    @Sendable (EnvironmentOptions) throws(EnvironmentError) -> any Environment<Action>

  private static let discrete: [String: Factory<Int>] = [
    "acrobot": { options throws(EnvironmentError) in try options.applied(to: Acrobot()) },
    "cartpole": { options throws(EnvironmentError) in try options.applied(to: CartPole()) },
    "chess": { options throws(EnvironmentError) in
      try options.applied(history: 8) {
        Chess(.standard, history: $0, moveLimit: options.usableMoveLimit ?? 512)
      }
    },
    "connect-four": { options throws(EnvironmentError) in
      try options.applied(history: 1) { ConnectFour(history: $0) }
    },
    "go": { options throws(EnvironmentError) in
      let komi = options.komi ?? 7
      return try options.applied(sizes: 2...19, standard: 9, history: 8) { size, history in
        Go(size: size, komi: komi, moveLimit: options.usableMoveLimit, history: history)
      }
    },
    "gomoku": { options throws(EnvironmentError) in
      try options.applied(sizes: 5...19, standard: 11, history: 1) { size, history in
        Gomoku(size: size, history: history)
      }
    },
    "mini-shogi": { options throws(EnvironmentError) in
      try options.applied(history: 8) { Shogi(.mini, history: $0, moveLimit: options.usableMoveLimit ?? 512) }
    },
    "minichess": { options throws(EnvironmentError) in
      try options.applied(history: 8) {
        Chess(.gardner, history: $0, moveLimit: options.usableMoveLimit ?? 512)
      }
    },
    "mountaincar": { options throws(EnvironmentError) in try options.applied(to: MountainCar()) },
    "shogi": { options throws(EnvironmentError) in
      try options.applied(history: 8) {
        Shogi(.standard, history: $0, moveLimit: options.usableMoveLimit ?? 512)
      }
    },
    "tic-tac-toe": { options throws(EnvironmentError) in
      try options.applied(history: 1) { TicTacToe(history: $0) }
    },
  ]

  private static let continuous: [String: Factory<[Float]>] = [
    "cartpole-swingup": { options throws(EnvironmentError) in try options.applied(to: CartPoleSwingUp()) },
    "pendulum": { options throws(EnvironmentError) in try options.applied(to: Pendulum()) },
  ]

  /// The earlier names of tasks, which stored settings may still contain.
  private static let earlierNames = [
    "tictactoe": "tic-tac-toe", "connect4": "connect-four", "minishogi": "mini-shogi",
  ]

  /// The current name of the task with this name.
  package static func currentName(_ name: String) -> String { earlierNames[name] ?? name }

  /// The names of the environments with discrete actions, in alphabetical order.
  package static var discreteNames: [String] {
    (discrete.keys + registered.withLock { Array($0.discrete.keys) }).sorted()
  }

  /// The names of the environments with continuous actions, in alphabetical order.
  package static var continuousNames: [String] {
    (continuous.keys + registered.withLock { Array($0.continuous.keys) }).sorted()
  }

  /// The environment with discrete actions that has this name.
  ///
  /// Throws `EnvironmentError` if there is none, or if the options do not suit it.
  package static func discrete(
    _ name: String, options: EnvironmentOptions = EnvironmentOptions()
  ) throws(EnvironmentError) -> any Environment<Int> {
    guard
      let factory = discrete[currentName(name)] ?? registered.withLock({ $0.discrete[name] })
    else {
      throw unknown(name, "a choice of actions", among: discreteNames)
    }
    return try factory(options)
  }

  /// The environment with continuous actions that has this name.
  ///
  /// Throws `EnvironmentError` if there is none, or if the options do not suit it.
  package static func continuous(
    _ name: String, options: EnvironmentOptions = EnvironmentOptions()
  ) throws(EnvironmentError) -> any Environment<[Float]> {
    guard let factory = continuous[name] ?? registered.withLock({ $0.continuous[name] }) else {
      throw unknown(name, "continuous actions", among: continuousNames)
    }
    return try factory(options)
  }

  private static func unknown(_ name: String, _ actions: String, among names: [String]) -> EnvironmentError {
    EnvironmentError(
      "There is no environment \(name.debugDescription) with \(actions): choose \(names.joined(separator: ", "))."
    )
  }
}
