import Testing

@testable import Environments

@Suite struct EnvironmentCatalogTests {
  @Test func namesAreThoseOfTheSpecifications() throws {
    #expect(Set(EnvironmentCatalog.discreteNames).isSuperset(of: ["acrobot", "cartpole", "mountaincar"]))
    #expect(EnvironmentCatalog.continuousNames == ["cartpole-swingup", "pendulum"])
    for name in EnvironmentCatalog.discreteNames {
      #expect(try EnvironmentCatalog.discrete(name).specification.name == name)
    }
    for name in EnvironmentCatalog.continuousNames {
      #expect(try EnvironmentCatalog.continuous(name).specification.name == name)
    }
  }

  @Test func optionsAreApplied() throws {
    let size = ImageSize(height: 16, width: 20, channels: 1)
    for (options, shape, longest) in [
      (EnvironmentOptions(), [5], 1000), (.init(actionRepeat: 8), [5], 125),
      (.init(image: size), [16, 20, 1], 1000),
      (.init(actionRepeat: 3, image: size), [16, 20, 1], 334),
    ] {
      var environment = try EnvironmentCatalog.continuous("cartpole-swingup", options: options)
      #expect(environment.specification.observations.shape == shape)
      #expect(environment.specification.longestEpisode == longest)
      let first = try environment.reset(seed: 1)
      #expect(first.count == shape.reduce(1, *))
      #expect(try environment.step([0.1]).observation != first)
    }
    let repeated = try EnvironmentCatalog.discrete("acrobot", options: .init(actionRepeat: 4))
    #expect(repeated.specification.longestEpisode == 125)
  }

  @Test func whatCannotBeHadIsSaid() {
    #expect(
      throws: EnvironmentError(
        "There is no environment \"cartpol\" with continuous actions: choose cartpole-swingup, pendulum.")
    ) {
      try EnvironmentCatalog.continuous("cartpol")
    }
    #expect {
      try EnvironmentCatalog.discrete("pendulum")
    } throws: {
      let text = "\($0)"
      return text.hasPrefix("There is no environment \"pendulum\" with a choice of actions: choose acrobot, ")
        && text.contains("cartpole, ") && text.hasSuffix(".")
    }
    #expect(
      throws: EnvironmentError("There are no pictures of cartpole: leave its observations as they are.")
    ) {
      try EnvironmentCatalog.discrete("cartpole", options: .init(image: ImageSize(height: 16, width: 16)))
    }
    #expect(throws: EnvironmentError("Actions cannot be taken 0 times: choose 1 or more.")) {
      try EnvironmentCatalog.continuous("pendulum", options: .init(actionRepeat: 0))
    }
  }

  @Test(arguments: [
    ("gomoku", EnvironmentOptions(komi: 7), "There is no komi in gomoku: leave it out."),
    (
      "gomoku", EnvironmentOptions(moveLimit: 9), "There is no limit of moves to set in gomoku: leave it out."
    ),
    ("chess", EnvironmentOptions(moveLimit: 0), "A limit of 0 moves ends no game: choose 1 or more."),
    ("cartpole", EnvironmentOptions(komi: 0), "There is no komi in cartpole: leave it out."),
    ("cartpole", EnvironmentOptions(size: 9), "cartpole has no board: leave out its size and history."),
    ("acrobot", EnvironmentOptions(history: 2), "acrobot has no board: leave out its size and history."),
  ]) func whatAnEnvironmentDoesNotHaveIsRefused(name: String, options: EnvironmentOptions, reason: String) {
    #expect(throws: EnvironmentError(reason)) { try EnvironmentCatalog.discrete(name, options: options) }
  }

  @Test(arguments: ["chess", "minichess", "shogi", "mini-shogi", "go"])
  func theMoveLimitEndsGames(name: String) throws {
    var game = try EnvironmentCatalog.discrete(name, options: EnvironmentOptions(moveLimit: 3))
    #expect(game.specification.longestEpisode == 3)
    _ = try game.reset(seed: 0)
    let ends = try (0..<3).map { _ in try game.step(try #require(game.legalActions?.first)).isOver }
    #expect(ends == [false, false, true])
  }
}
