import Environments
import Randomness
import Testing

@Suite struct ChessEnvironmentTests {
  @Test(arguments: [(ChessVariant.standard, 4672), (.gardner, 1225)])
  func legalMovesHaveNumbersOfTheirOwn(variant: ChessVariant, count: Int) {
    #expect(ChessActions(variant).count == count)
    var random = RandomStream(15)
    for _ in 0..<10 {
      var game = Chess(variant, history: 1, moveLimit: 120)
      while !game.isOver {
        let (actions, position) = (game.legalActions!, game.game.position)
        #expect(actions == Array(Set(actions)).sorted() && actions.allSatisfy { (0..<count).contains($0) })
        let moves = actions.compactMap { ChessActions(variant).move(of: $0, in: position) }
        #expect(Set(moves) == Set(position.legalMoves))
        #expect(actions.map { game.action(named: game.name(of: $0)) } == actions)
        _ = game.step(actions[random.index(below: actions.count)])
      }
    }
  }

  /// Square 6 · 8 + 4, straight ahead by two; black's file is the same, his own side at the bottom, too.
  @Test func actionsAreThePlayersView() throws {
    var game = Chess()
    #expect(game.action(named: "e2e4") == 52 * 73 + 1 && game.action(named: "e4") == 52 * 73 + 1)
    #expect(game.action(named: "g1f3") == 62 * 73 + 56 + 7 && game.name(of: 62 * 73 + 63) == "g1f3")
    #expect(game.action(named: "e9") == nil && game.name(of: 0) == "off the board")
    _ = game.step(52 * 73 + 1)
    #expect(game.action(named: "e7e5") == 52 * 73 + 1)
    let promotes = Chess(from: try ChessPosition(fen: "1n5k/P7/8/8/8/8/8/K7 w - - 3 9"))
    #expect(promotes.action(named: "a7a8q") == 8 * 73 && promotes.action(named: "a7b8q") == 8 * 73 + 7)
    #expect(promotes.action(named: "a7b8n") == 8 * 73 + 66 && promotes.action(named: "a8=R") == 8 * 73 + 71)
    #expect(promotes.action(named: "a7a8") == nil && promotes.name(of: 8 * 73) == "a7a8q")
  }

  @Test func matesAndLimitsEndTheGame() {
    let (mated, last) = GameWalk.play("f2f3 e7e5 g2g4 d8h4", in: Chess())
    #expect(last?.reward == 1 && last?.isTerminated == true && mated.isOver)
    let (drawn, draw) = GameWalk.play("e2e4 e7e5", in: Chess(moveLimit: 2))
    #expect(draw?.reward == 0 && draw?.isTerminated == true && drawn.text.hasSuffix("1/2-1/2, 2 moves"))
    let knights = "g1f3 g8f6 f3g1 f6g8 g1f3 g8f6 f3g1 "
    #expect(GameWalk.play(knights, in: Chess()).last?.isOver == false)
    #expect(
      GameWalk.play(knights + "f6g8", in: Chess()).last == GameWalk.play(knights + "f6g8", in: Chess()).last)
    #expect(GameWalk.play(knights + "f6g8", in: Chess()).last?.isTerminated == true)
  }

  /// The planes of one point, and those that are the same everywhere.
  @Test func observationsAreThePlayersView() {
    var game = Chess(history: 2)
    #expect(
      game.specification.observations.shape == [8, 8, 35]
        && Chess().specification.observations.shape[2] == 119)
    func planes(_ row: Int, _ column: Int) -> [Int] {
      guard case .bytes(let bytes) = game.observation else { return [] }
      return (0..<35).filter { bytes[(row * 8 + column) * 35 + $0] != 0 }
    }
    // Own queen on d1, all rights.
    #expect(planes(7, 3) == [4, 30, 31, 32, 33] && planes(4, 4) == [30, 31, 32, 33])
    game = GameWalk.play("e2e4", in: game).game
    // Black sees the pawn on e4 now and on e2 before; it moves, and one move was made.
    #expect(planes(3, 4) == [6, 28, 29, 30, 31, 32, 33] && planes(1, 4) == [20, 28, 29, 30, 31, 32, 33])
    game = GameWalk.play("g8f6 e1e2 f6g8 e2e1 g8f6 e1e2 f6g8 e2e1", in: game).game
    // Black moves, nine moves were made, white cannot castle, eight moves were quiet; this position occurs twice.
    guard case .bytes(let bytes) = game.observation else { return }
    #expect(Array(bytes[28..<35]) == [1, 9, 1, 1, 0, 0, 8] && bytes[12] == 1 && bytes[13] == 0)
  }

  @Test func peopleReadIt() {
    let text = """
        a b c d e f g h
      8 r n b q k b n r
      7 p p p p p p p p
      6 . . . . . . . .
      5 . . . . . . . .
      4 . . . .(P). . .
      3 . . . . . . . .
      2 P P P P . P P P
      1 R N B Q K B N R
      black to move
      """
    #expect(GameWalk.play("e4", in: Chess()).game.text == text)
    #expect(GameWalk.play("f3 e5 g4 Qh4", in: Chess()).game.text.hasSuffix("\n0-1, checkmate"))
  }
}
