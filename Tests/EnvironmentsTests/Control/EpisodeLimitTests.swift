import Testing

@testable import Environments

/// Limits on the length of episodes, as settings state them.
@Suite struct EpisodeLimitTests {
  /// The number of actions of an episode, and how it ends.
  private func length<Action>(
    of environment: any Environment<Action>, _ action: Action
  ) throws -> (steps: Int, last: EnvironmentStep) {
    var environment = environment
    _ = try environment.reset(seed: 1)
    var steps = 1
    var last = try environment.step(action)
    while !last.isOver {
      last = try environment.step(action)
      steps += 1
    }
    return (steps, last)
  }

  /// The agent's actions count, not their repetitions.
  @Test(arguments: [(1, 1), (1, 7), (8, 7), (8, 25)]) func actionsCount(repeats: Int, limit: Int) throws {
    for image in [nil, ImageSize(height: 4, width: 5)] {
      let environment = try EnvironmentCatalog.continuous(
        "pendulum", options: EnvironmentOptions(actionRepeat: repeats, episodeSteps: limit, image: image))
      #expect(environment.specification.longestEpisode == limit)
      #expect(environment is any RenderedEnvironment<[Float]>)
      let (steps, last) = try length(of: environment, [0.5])
      #expect(steps == limit && last.isTruncated && !last.isTerminated)
    }
  }

  @Test func aLaterLimitChangesNothing() throws {
    let environment = try EnvironmentCatalog.discrete(
      "cartpole", options: EnvironmentOptions(episodeSteps: 1000))
    #expect(environment.specification.longestEpisode == 500)
    let (steps, last) = try length(of: environment, 1)
    #expect(try length(of: CartPole(), 1).steps == steps)
    #expect(last.isTerminated && !last.isTruncated)
  }

  /// The standard limit is for environments that state none.
  @Test func theStandardIsForThoseWithoutALimit() throws {
    #expect(try Treadmill().limited(to: nil).specification.longestEpisode == nil)
    #expect(try length(of: Treadmill().limited(to: nil, standard: 30), 0).steps == 30)
    #expect(try length(of: Treadmill().limited(to: 20, standard: 30), 0).steps == 20)
    #expect(try length(of: Treadmill().limited(to: 40, standard: 30), 0).steps == 40)
    #expect(try length(of: Countdown(length: 9).limited(to: nil, standard: 3), 1).steps == 9)
  }

  @Test(arguments: [0, -4, .min]) func aLimitThatIsNoneIsRefused(limit: Int) {
    let error = EnvironmentError("Episodes cannot have at most \(limit) steps: choose 1 or more.")
    #expect(throws: error) {
      try EnvironmentCatalog.discrete("cartpole", options: EnvironmentOptions(episodeSteps: limit))
    }
    #expect(throws: error) { try Treadmill().limited(to: limit, standard: 30) }
  }

  @Test(arguments: [
    ("tic-tac-toe", "Games of tic-tac-toe end by their rules: leave out episodeSteps."),
    ("chess", "Games of chess end by their rules: leave out episodeSteps; moveLimit ends them sooner."),
    ("go", "Games of go end by their rules: leave out episodeSteps; moveLimit ends them sooner."),
  ]) func boardGamesEndByTheirRules(name: String, reason: String) {
    #expect(throws: EnvironmentError(reason)) {
      try EnvironmentCatalog.discrete(name, options: EnvironmentOptions(episodeSteps: 9))
    }
  }

  /// A stored episode goes on with the number of its steps, also one that is longer than a limit that is new.
  @Test(arguments: [(4, 3), (6, 1), (9, 1)]) func aStoredEpisodeIsCountedOn(taken: Int, left: Int) throws {
    var environment = try #require(try Treadmill().limited(to: 7) as? any StoredEnvironment<Int>)
    #expect(try environment.restore([UInt8(taken)], after: taken) == .numbers([Float(taken)]))
    for step in 1...left {
      #expect(try environment.step(0).isTruncated == (step == left))
    }
    #expect(try environment.state() == [UInt8(taken + left)])
  }

  /// Runs for ever, and can be stored.
  private struct Treadmill: StoredEnvironment {
    private var distance: UInt8 = 0

    let specification = EnvironmentSpecification(
      name: "treadmill", observations: .init(shape: [1], element: .float32),
      actions: .discrete(count: 2, meaning: .choice))
    var text: String { "\(distance)" }
    private var observation: Observation { .numbers([Float(distance)]) }

    mutating func reset(seed: UInt64) throws -> Observation {
      distance = 0
      return observation
    }

    mutating func step(_ action: Int) throws -> EnvironmentStep {
      distance &+= 1
      return EnvironmentStep(observation: observation, reward: 1, isTerminated: false)
    }

    func state() throws -> [UInt8]? { [distance] }

    mutating func restore(_ state: [UInt8], after steps: Int) throws -> Observation {
      distance = state[0]
      return observation
    }
  }
}
