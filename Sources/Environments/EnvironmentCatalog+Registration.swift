import Synchronization

/// Registration of a program's own environments.
extension EnvironmentCatalog {
  /// The registered environments, by name.
  struct Registered {
    var discrete: [String: Factory<Int>] = [:]
    var continuous: [String: Factory<[Float]>] = [:]
  }

  static let registered = Mutex(Registered())

  /// Registers a task or game with discrete actions under the name in its specification, for MuZero. `make`
  /// returns an environment that has not begun an episode.
  ///
  /// The name must consist of lower-case letters, digits and hyphens, and must be new. The task's own
  /// observations are used; the settings of boards (`environment.size`, `komi`, `history`, `moveLimit`) are
  /// refused.
  public static func register<Task: Environment<Int>>(_ make: @escaping @Sendable () -> Task) {
    add(make().specification.name, to: \.discrete) { options throws(EnvironmentError) in
      try options.checked(for: make()).applied(to: make())
    }
  }

  /// The same for a task that can be rendered: its episodes are shown in pictures.
  public static func register<Task: RenderedEnvironment<Int>>(_ make: @escaping @Sendable () -> Task) {
    add(make().specification.name, to: \.discrete) { options throws(EnvironmentError) in
      try options.checked(for: make()).applied(to: make())
    }
  }

  /// Registers a task with continuous actions under the name in its specification, for PlaNet; otherwise as
  /// above.
  public static func register<Task: Environment<[Float]>>(_ make: @escaping @Sendable () -> Task) {
    add(make().specification.name, to: \.continuous) { options throws(EnvironmentError) in
      try options.checked(for: make()).applied(to: make())
    }
  }

  /// Registers a task with continuous actions that can be rendered, under the name in its specification, for
  /// PlaNet, which can learn from its pictures (`environment.image`); otherwise as above.
  public static func register<Task: RenderedEnvironment<[Float]>>(_ make: @escaping @Sendable () -> Task) {
    add(make().specification.name, to: \.continuous) { options throws(EnvironmentError) in
      try options.checked(for: make()).applied(to: make())
    }
  }

  private static func add<Action: Sendable>(
    _ name: String, to factories: WritableKeyPath<Registered, [String: Factory<Action>]>,
    _ factory: @escaping Factory<Action>
  ) {
    precondition(
      name.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil,
      "an environment named \(name.debugDescription), where lower-case letters, digits and hyphens may be")
    precondition(
      !discreteNames.contains(name) && !continuousNames.contains(name) && currentName(name) == name,
      "two environments named \(name)")
    registered.withLock { $0[keyPath: factories][name] = factory }
  }
}

extension EnvironmentOptions {
  /// These options. Throws if they contain settings of boards, since a registered environment has none.
  fileprivate func checked(for environment: some Environment) throws(EnvironmentError) -> EnvironmentOptions {
    guard size == nil, history ?? 1 == 1 else {
      throw EnvironmentError(
        "\(environment.specification.name) is made in one way: leave out its size and history.")
    }
    return self
  }
}
