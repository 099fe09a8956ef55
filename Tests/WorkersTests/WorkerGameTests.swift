import Common
import Environments
import Testing

@testable import Workers

/// Games of two players in Python: `Sticks` of `Tests/Fixtures/workers/corridor.py`.
@Suite(.enabled(if: Corridor.isThere, "there is no python3")) struct WorkerGameTests {
  private func game(_ arguments: OpenSettings = [:], actionRepeat: Int = 1) throws -> WorkerEnvironment<Int> {
    try WorkerEnvironment(in: WorkerPool(Corridor.task("Sticks", arguments, actionRepeat: actionRepeat)))
  }

  /// The sticks that are left, and who is to move, as the observation has them.
  private func seen(_ observation: Observation) -> (sticks: Int, mover: Int) {
    guard case .bytes(let bytes) = observation else { return (-1, -1) }
    return (stride(from: 0, to: bytes.count, by: 2).reduce(0) { $0 + Int(bytes[$1]) }, Int(bytes[1]))
  }

  @Test(arguments: [true, false]) func playersMoveInTurnByTheMask(isInTheObservation: Bool) throws {
    var game = try game(["masked": .flag(isInTheObservation)])
    let specification = game.specification
    #expect(specification.players == 2)
    #expect(specification.observations == .init(shape: [1, 7, 2], element: .uint8))
    #expect(specification.actions == .discrete(count: 3, meaning: .choice))
    for seed: UInt64 in [1, 2, 1] {
      var (left, mover) = seen(try game.reset(seed: seed << 33))
      #expect((6...7).contains(left) && mover == 0 && game.playerToMove == 0)
      #expect(game.text.hasSuffix(left == 7 ? "1 1 1 1 1 1 1" : "1 1 1 1 1 1 ."))
      while true {
        let player = game.playerToMove
        let legal = try #require(game.legalActions)
        #expect(legal == Array(0..<min(3, left)))
        let action = legal.last!
        let step = try game.step(action)
        left -= action + 1
        #expect(seen(step.observation).sticks == left && step.isTerminated == (left == 0))
        #expect(step.reward == (left == 0 ? 1 : 0))
        if step.isOver { break }
        #expect(game.playerToMove == 1 - player && seen(step.observation).mover == 1 - player)
      }
    }
  }

  @Test func pointsAndColumnsAreWhatTheirNumberSays() throws {
    #expect(
      try game(["sticks": .whole(3)]).specification.actions == .discrete(count: 3, meaning: .boardPoint))
    #expect(
      try game(["sticks": .whole(2)]).specification.actions == .discrete(count: 3, meaning: .boardPointOrPass)
    )
  }

  @Test(arguments: [
    ("players", "it is a game of 3 players, where two can play"),
    ("actions", "where both must have the same"),
  ]) func whatCannotBeAGameSaysSo(fault: String, sentence: String) throws {
    let error = #expect(throws: WorkerError.self) { try game(["fault": .text(fault)]) }
    #expect(error?.description.contains(sentence) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("it cannot be made") == false)
  }

  @Test func actionsOfGamesAreNotRepeated() throws {
    let error = #expect(throws: WorkerError.self) { try game(actionRepeat: 2) }
    #expect(error?.description.contains("set environment.actionRepeat to 1") == true)
  }

  @Test(arguments: [
    ("rewards", "its players' rewards are 1 and 1, where one must win what the other loses"),
    ("twice", "a player moves twice, where both must move in turn"),
    ("mask", "no action is legal, though the game is not over"),
  ]) func whatGoesWrongInAGameIsASentence(fault: String, sentence: String) throws {
    var game = try game(["fault": .text(fault)])
    let error = #expect(throws: WorkerError.self) {
      _ = try game.reset(seed: 0)
      while try !game.step(0).isOver {}
    }
    #expect(error?.description.contains(sentence) == true, "\(error?.description ?? "")")
  }
}
