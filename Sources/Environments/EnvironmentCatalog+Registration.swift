import Synchronization

/// Environments of a program of one's own.
extension EnvironmentCatalog {
  /// What was registered, by name.
  struct Registered {
    var discrete: [String: Factory<Int>] = [:]
    var continuous: [String: Factory<[Float]>] = [:]
  }

  static let registered = Mutex(Registered())

  /// Makes a task or game with a choice of actions known by the name in its specification, for MuZero. `make` gives one that
  /// has not begun an episode.
  ///
  /// The name consists of lower-case letters, digits and hyphens, and no other environment has it. The task is observed as it
  /// is: settings of boards (`environment.size`, `komi`, `history`, `moveLimit`) are refused.
  public static func register<Task: Environment<Int>>(_ make: @escaping @Sendable () -> Task) {
    add(make().specification.name, to: \.discrete) { options throws(EnvironmentError) in
      try options.checked(for: make()).applied(to: make())
    }
  }

  /// As above, of a task that can be seen: its episodes are shown in pictures.
  public static func register<Task: RenderedEnvironment<Int>>(_ make: @escaping @Sendable () -> Task) {
    add(make().specification.name, to: \.discrete) { options throws(EnvironmentError) in
      try options.checked(for: make()).applied(to: make())
    }
  }

  /// Makes a task with continuous actions known by the name in its specification, for PlaNet; otherwise as above.
  public static func register<Task: Environment<[Float]>>(_ make: @escaping @Sendable () -> Task) {
    add(make().specification.name, to: \.continuous) { options throws(EnvironmentError) in
      try options.checked(for: make()).applied(to: make())
    }
  }

  /// Makes a task with continuous actions that can be seen known by the name in its specification, for PlaNet, which can
  /// learn from its pictures (`environment.image`); otherwise as above.
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
  /// The options themselves. Throws where they are of boards: a registered environment is made in one way.
  fileprivate func checked(for environment: some Environment) throws(EnvironmentError) -> EnvironmentOptions {
    guard size == nil, history ?? 1 == 1 else {
      throw EnvironmentError(
        "\(environment.specification.name) is made in one way: leave out its size and history.")
    }
    return self
  }
}
