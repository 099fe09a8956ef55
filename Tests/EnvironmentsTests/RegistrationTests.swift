import TestSupport
import Testing

@testable import Environments

/// Environments of a program of one's own.
@Suite struct RegistrationTests {
  /// A game of two players that is over with the first move.
  private struct Coin: Environment {
    var specification: EnvironmentSpecification {
      EnvironmentSpecification(
        name: "test-coin", observations: .init(shape: [1], element: .float32),
        actions: .discrete(count: 2, meaning: .choice), players: 2, longestEpisode: 1)
    }
    var text: String { "a coin" }
    mutating func reset(seed: UInt64) -> Observation { .numbers([0]) }
    mutating func step(_ action: Int) -> EnvironmentStep {
      EnvironmentStep(observation: .numbers([1]), reward: Float(action), isTerminated: true)
    }
  }

  /// Registered once in this process.
  private static let registration: Void = EnvironmentCatalog.register { Coin() }

  @Test func aRegisteredGameIsKnownByItsName() throws {
    Self.registration
    #expect(EnvironmentCatalog.discreteNames.contains("test-coin"))
    #expect(EnvironmentCatalog.discreteNames == EnvironmentCatalog.discreteNames.sorted())
    var coin = try EnvironmentCatalog.discrete("test-coin")
    #expect(coin.specification == Coin().specification)
    _ = try coin.reset(seed: 1)
    #expect(try coin.step(1).reward == 1)
    let error = #expect(throws: EnvironmentError.self) { try EnvironmentCatalog.discrete("test-coins") }
    #expect(error!.description.contains("test-coin,"))
    #expect(throws: EnvironmentError.self) { try EnvironmentCatalog.continuous("test-coin") }
  }

  @Test(arguments: [
    (EnvironmentOptions(size: 3), "test-coin is made in one way: leave out its size and history."),
    (EnvironmentOptions(history: 2), "test-coin is made in one way: leave out its size and history."),
    (EnvironmentOptions(komi: 1), "There is no komi in test-coin: leave it out."),
    (EnvironmentOptions(moveLimit: 5), "There is no limit of moves to set in test-coin: leave it out."),
    (
      EnvironmentOptions(actionRepeat: 2),
      "Two players move in turn in test-coin: moves cannot be repeated."
    ),
  ]) func optionsThatItDoesNotHaveAreRefused(_ options: EnvironmentOptions, _ reason: String) throws {
    Self.registration
    #expect(throws: EnvironmentError(reason)) {
      try EnvironmentCatalog.discrete("test-coin", options: options)
    }
    _ = try EnvironmentCatalog.discrete("test-coin", options: EnvironmentOptions(history: 1))
  }
}
