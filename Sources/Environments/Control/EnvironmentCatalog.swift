/// All environments, by the names that the command line knows.
package enum EnvironmentCatalog {
  private typealias Factory<Action: Sendable> =
    @Sendable (EnvironmentOptions) throws(EnvironmentError) -> any Environment<Action>

  private static let discrete: [String: Factory<Int>] = [
    "acrobot": { options throws(EnvironmentError) in try options.applied(to: Acrobot()) },
    "cartpole": { options throws(EnvironmentError) in try options.applied(to: CartPole()) },
    "mountaincar": { options throws(EnvironmentError) in try options.applied(to: MountainCar()) },
  ]

  private static let continuous: [String: Factory<[Float]>] = [
    "cartpole-swingup": { options throws(EnvironmentError) in try options.applied(to: CartPoleSwingUp()) },
    "pendulum": { options throws(EnvironmentError) in try options.applied(to: Pendulum()) },
  ]

  /// The names of the environments with a choice of actions, in alphabetical order.
  package static var discreteNames: [String] { discrete.keys.sorted() }

  /// The names of the environments with continuous actions, in alphabetical order.
  package static var continuousNames: [String] { continuous.keys.sorted() }

  /// The environment with a choice of actions that has this name.
  ///
  /// Throws `EnvironmentError` where there is none, and where the options do not suit it.
  package static func discrete(
    _ name: String, options: EnvironmentOptions = EnvironmentOptions()
  ) throws(EnvironmentError) -> any Environment<Int> {
    guard let factory = discrete[name] else {
      throw unknown(name, "a choice of actions", among: discreteNames)
    }
    return try factory(options)
  }

  /// The environment with continuous actions that has this name.
  ///
  /// Throws `EnvironmentError` where there is none, and where the options do not suit it.
  package static func continuous(
    _ name: String, options: EnvironmentOptions = EnvironmentOptions()
  ) throws(EnvironmentError) -> any Environment<[Float]> {
    guard let factory = continuous[name] else {
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
