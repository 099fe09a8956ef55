import Common
import Environments
import Testing

@testable import Workers

/// Games of Atari, against the package itself in a plain loop; where `foresight setup atari` has installed it.
@Suite(.enabled(if: isInstalled("ale_py, cv2"), "ale-py is not installed")) struct AtariTests {
  private func environment(
    _ game: String, _ arguments: OpenSettings = [:]
  ) throws -> WorkerEnvironment<Int> {
    try WorkerEnvironment<Int>(in: WorkerPool(WorkerTask(.atari, game, arguments: arguments)))
  }

  /// What a game shows and brings: a reset, and the answers to `steps` actions, with further resets where it is over.
  private func steps(
    of environment: inout WorkerEnvironment<Int>, seed: UInt64, steps: Int
  ) throws -> [EnvironmentStep] {
    guard case .discrete(let count, _) = environment.specification.actions else { return [] }
    func begun(_ seed: UInt64) throws -> EnvironmentStep {
      EnvironmentStep(
        observation: try environment.reset(seed: seed << 33), reward: 0, isTerminated: false)
    }
    var (answers, ends) = ([try begun(seed)], UInt64(0))
    for number in 0..<steps {
      let step = try environment.step(number * 7919 % 2001 % count)
      answers.append(step)
      if step.isOver {
        ends += 1
        answers.append(try begun(seed + ends))
      }
    }
    return answers
  }

  private func sum(of answers: [EnvironmentStep]) -> CRC32 {
    var sum = CRC32()
    for answer in answers { sum.add(answer.observation.bytes) }
    return sum
  }

  /// Breakout ends several times on the way.
  @Test(arguments: ["pong", "breakout", "seaquest", "ms_pacman", "private_eye"])
  func aGameIsThePackagesOwn(game: String) throws {
    var environment = try environment(game)
    #expect(environment.specification.observations == .init(shape: [96, 96, 3], element: .uint8))
    #expect(environment.specification.actions == .discrete(count: 18, meaning: .choice))
    #expect(environment.specification.longestEpisode == 27_000)
    let expected = try plainLoop("atari_loop.py", [game, "96", "3", "1", "30", "1000", "5", "6"])
    for (seed, expected) in zip([5, 6] as [UInt64], expected) {
      let answers = try steps(of: &environment, seed: seed, steps: 1000)
      var rewards = CRC32()
      var ends = 0
      for (index, answer) in answers.enumerated().dropFirst() where !answers[index - 1].isOver {
        rewards.add(withUnsafeBytes(of: answer.reward) { [UInt8]($0) })
        if answer.isTerminated { ends += 1 }
      }
      #expect([Int(sum(of: answers).value), Int(rewards.value), answers.count, ends] == expected)
    }
    #expect(expected.count == 2 && (game != "breakout" || expected[0][3] > 1))
  }

  @Test func brightnessAndFewActionsAreThePackagesOwn() throws {
    var environment = try environment(
      "Breakout", ["size": .whole(84), "channels": .whole(1), "fullActions": .flag(false)])
    #expect(environment.specification.observations == .init(shape: [84, 84, 1], element: .uint8))
    #expect(environment.specification.actions == .discrete(count: 4, meaning: .choice))
    let expected = try plainLoop("atari_loop.py", ["breakout", "84", "1", "0", "30", "300", "5"])
    let answers = try steps(of: &environment, seed: 5, steps: 300)
    #expect(Int(sum(of: answers).value) == expected.first?.first)
  }

  /// ALE's own reset leaves something of the game before in this one.
  @Test func aGameDoesNotDependOnThoseBefore() throws {
    var environment = try environment("Berzerk")
    let played = try steps(of: &environment, seed: 3, steps: 300)
    _ = try steps(of: &environment, seed: 4, steps: 700)
    #expect(try steps(of: &environment, seed: 3, steps: 300) == played)
  }

  /// The bits depend on the seed alone, and on that in all they can: no-ops at the start, and sticky actions.
  @Test func equalSeedsGiveEqualGames() throws {
    let settings: OpenSettings = ["stickyActions": .number(0.25)]
    var (first, second) = (try environment("Breakout", settings), try environment("Breakout", settings))
    let played = try steps(of: &first, seed: 3, steps: 300)
    _ = try steps(of: &second, seed: 5, steps: 50)
    #expect(try steps(of: &second, seed: 3, steps: 300) == played)
    #expect(try steps(of: &second, seed: 5, steps: 300) != played)
    var steady = try environment("Breakout")
    #expect(try steps(of: &steady, seed: 3, steps: 300) != played)
    // No-ops alone change nothing in Breakout.
    steady = try environment("Pong")
    #expect(try steps(of: &steady, seed: 3, steps: 300) != steps(of: &steady, seed: 5, steps: 300))
  }

  /// A life that is lost ends an episode, and the next one goes on with the game.
  @Test func aLostLifeEndsAnEpisodeButNotTheGame() throws {
    var (whole, lives) = (
      try environment("Breakout", ["noOps": .whole(0)]),
      try environment(
        "Breakout", ["noOps": .whole(0), "lifeLossEnds": .flag(true), "clipRewards": .flag(true)])
    )
    var (ends, games, shown) = (0, 0, try whole.reset(seed: 1))
    #expect(try lives.reset(seed: 1) == shown)
    for number in 0..<800 where games == 0 {
      let action = number * 7919 % 2001 % 18
      let (expected, seen) = (try whole.step(action), try lives.step(action))
      #expect(seen.observation == expected.observation)
      #expect(seen.reward == (expected.reward > 0 ? 1 : expected.reward < 0 ? -1 : 0))
      shown = seen.observation
      if expected.isTerminated { games += 1 }
      guard seen.isTerminated else { continue }
      ends += 1
      if games == 0 { #expect(try lives.reset(seed: UInt64(number)) == shown) }
    }
    #expect(games == 1 && ends == 5)
  }

  /// With sticky actions, and lives as ends: a state is taken in the middle of an episode, and where one has ended.
  @Test(arguments: ["Breakout", "Pong", "Qbert"]) func aGameGoesOnFromItsState(game: String) throws {
    let settings: OpenSettings = ["stickyActions": .number(0.25), "lifeLossEnds": .flag(true)]
    var played = try environment(game, settings)
    var other = try environment(game, settings)
    _ = try other.reset(seed: 9)
    var newest = try played.reset(seed: 1 << 33)
    var (taken, ends) = (0, 0)
    for number in 0..<400 {
      let step = try played.step(number * 7919 % 2001 % 18)
      newest = step.observation
      if number % 80 == 79 || step.isTerminated && taken < 4 {
        taken += 1
        #expect(try other.restore(try #require(try played.state())) == newest)
        if step.isTerminated {
          ends += 1
          #expect(try other.reset(seed: 4 << 33) == played.reset(seed: 4 << 33))
        }
        for later in 0..<20 { #expect(try other.step(later % 18) == played.step(later % 18)) }
      } else if step.isTerminated {
        newest = try played.reset(seed: UInt64(number) << 33)
      }
    }
    #expect(taken > 4 && (game == "Pong" || ends > 0))
  }

  @Test func aGameIsCutOff() throws {
    var environment = try environment("Pong", ["episodeFrames": .whole(10)])
    #expect(environment.specification.longestEpisode == 3)
    _ = try environment.reset(seed: 0)
    let ends = try (0..<3).map { _ in try environment.step(0).isTruncated }
    #expect(ends == [false, false, true])
  }

  @Test func anUnknownGameIsToldTheNearest() throws {
    let error = #expect(throws: WorkerError.self) { try environment("Brekout") }
    #expect(error?.description == "atari:Brekout: there is no environment brekout; the nearest is breakout")
    #expect(try environment("Ms. Pac-Man").specification.name == "atari:Ms. Pac-Man")
  }
}
