import Environments
import Testing

/// Positions that the rules of Go are known by, on a board of 5 × 5.
@Suite struct GoRulesTests {
  private func game(_ moves: String, komi: Double = 7) -> Go {
    GameWalk.play(moves, in: Go(size: 5, komi: komi)).game
  }

  private func isLegal(_ name: String, _ game: Go) -> Bool { game.isLegal(game.action(named: name)!) }

  private func isEmpty(_ names: String, _ game: Go) -> Bool {
    names.split(separator: " ").allSatisfy { game.player(at: game.action(named: String($0))!) == nil }
  }

  @Test func aKoMustWait() {
    let moves = "B3 C3 A2 D2 B1 C1 C2 B2"
    #expect(isEmpty("C2", game(moves)) && !isLegal("C2", game(moves)))
    #expect(isLegal("C2", game(moves + " E5 E4")) && isLegal("C2", game(moves + " pass E4")))
    #expect(isEmpty("B2", game(moves + " E5 E4 C2")) && !isLegal("B2", game(moves + " E5 E4 C2")))
  }

  @Test func sendingTwoAndReturningOneRepeatsAPosition() {
    let moves = "C2 A2 D1 B2 B1 E5 A1 C1"
    #expect(isEmpty("A1 B1", game(moves)) && !isLegal("B1", game(moves)))
    #expect(isLegal("B1", game(moves + " E1 E4")))
  }

  @Test func aMoveThatCapturesNothingCanRepeatAPosition() {
    let moves = "C2 A2 D1 B2 A1 E5 B1 C1 B1 pass"
    #expect(isEmpty("A1 C1", game(moves)) && !isLegal("A1", game(moves)))
    #expect(isLegal("A1", game(moves.replacing("pass", with: "E4"))))
  }

  @Test func aSnapbackTakesWhatCaptured() {
    let moves = "A3 A2 B3 B2 C3 C2 D2 C1 D1 E5 B1 A1"
    #expect(isEmpty("B1", game(moves)) && isLegal("B1", game(moves)))
    #expect(isEmpty("A1 A2 B2 C2 C1", game(moves + " B1")) && !isEmpty("B1", game(moves + " B1")))
  }

  @Test func suicideIsIllegal() {
    #expect(!isLegal("A1", game("A2 E5 B1")))
    let moves = "A2 A1 B2 B1 C2 E5 D1"
    #expect(!isLegal("C1", game(moves)) && isLegal("C1", game(moves + " pass")))
    #expect(isEmpty("A1 B1", game(moves + " pass C1")))
  }

  @Test func oneMoveCapturesSeveralGroups() {
    let moves = "B4 C4 D4 B3 C5 D3 A3 A1 B2 E1 E3 A5 D2 E5"
    #expect(!isEmpty("C4", game(moves)) && !isEmpty("B3", game(moves)) && !isEmpty("D3", game(moves)))
    #expect(isEmpty("C4 B3 D3", game(moves + " C3")))
  }

  /// Five points lie between black's ten and white's ten, then black fills one.
  @Test func pointsBetweenBothCountForNobody() {
    let moves = "B1 D1 B2 D2 B3 D3 B4 D4 B5 D5"
    #expect(game("").score == -7 && game("A1").score == 18)
    #expect(game(moves).score == -7 && game(moves, komi: -2.5).score == 2.5)
    #expect(game(moves + " C3").score == -6)
    #expect(game(moves).scoreText == "W+7" && game(moves, komi: -2.5).scoreText == "B+2.5")
    #expect(game(moves, komi: 0).scoreText == "0")
  }

  /// White passes last: the reward is white's.
  @Test(arguments: [(7, 1), (-7, -1), (0, 0)]) func twoPassesEndTheGame(komi: Int, reward: Int) {
    let (game, last) = GameWalk.play("pass pass", in: Go(size: 5, komi: Double(komi)))
    #expect(
      game.isOver && last?.reward == Float(reward) && last?.isTerminated == true && last?.isTruncated == false
    )
    #expect(!self.game("pass A1 pass").isOver)
  }

  @Test func theMoveLimitEndsTheGame() {
    var (game, last) = GameWalk.play("A1 B2", in: Go(size: 5, moveLimit: 3))
    #expect(game.specification.longestEpisode == 3 && Go(size: 5).moveLimit == 50 && last?.isOver == false)
    last = game.step(game.pass)
    #expect(last?.isTerminated == true && last?.reward == -1 && game.isOver)
    game.resume()
    #expect(!game.isOver && game.legalActions?.count == 24)
    _ = game.reset(seed: 0)
    #expect(!game.isOver && game.moveCount == 0 && game.playerToMove == 0 && game.legalActions?.count == 26)
  }

  @Test func observationsAreTheMoversView() {
    var game = Go(size: 2, history: 3)
    var expected = [[UInt8]](repeating: [0, 0, 0, 0, 0, 0, 1], count: 4)
    #expect(game.reset(seed: 0) == .bytes(Array(repeating: 0, count: 28)))
    expected[1] = [0, 1, 0, 0, 0, 0, 1]
    #expect(game.step(1).observation == .bytes(expected.flatMap { $0 }))
    expected = [
      [0, 0, 0, 0, 0, 0, 0], [1, 0, 1, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0],
    ]
    #expect(game.step(4).observation == .bytes(expected.flatMap { $0 }))
    expected = [
      [0, 1, 0, 0, 0, 0, 1], [0, 1, 0, 1, 0, 1, 1], [0, 0, 0, 0, 0, 0, 1], [0, 0, 0, 0, 0, 0, 1],
    ]
    #expect(game.step(0).observation == .bytes(expected.flatMap { $0 }))
    // White takes two stones, which are still there in the positions before.
    _ = game.step(2)
    _ = game.step(4)
    expected = [
      [0, 0, 1, 0, 1, 0, 0], [0, 0, 1, 0, 1, 0, 0], [0, 1, 0, 1, 0, 1, 0], [0, 1, 0, 0, 0, 0, 0],
    ]
    #expect(game.step(3).observation == .bytes(expected.flatMap { $0 }))
    #expect(game.specification.observations.shape == [2, 2, 7])
  }

  @Test func peopleReadAndNameIt() {
    #expect(Go(size: 19).name(of: 0) == "A19" && Go(size: 19).action(named: "t1") == 360)
    #expect(
      Go().action(named: "PASS") == 81 && Go().name(of: 81) == "pass" && Go().action(named: "I5") == nil)
    let text = """
        A B C
      3 . . .
      2 . X .
      1 . .(O)
      """
    let game = GameWalk.play("B2 C1", in: Go(size: 3, komi: 0.5)).game
    #expect(game.text == text + "\nX to move")
    let board = text.replacing("(O)", with: " O")
    #expect(GameWalk.play("pass", in: game).game.text == board + "\nX passed, O to move")
    #expect(GameWalk.play("pass pass", in: game).game.text == board + "\nO passed, the score is W+0.5")
  }
}
