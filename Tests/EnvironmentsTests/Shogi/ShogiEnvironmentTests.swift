import Environments
import Randomness
import Testing

@Suite struct ShogiEnvironmentTests {
  @Test(arguments: [(ShogiVariant.standard, 11259), (.mini, 1725)])
  func legalMovesHaveNumbersOfTheirOwn(variant: ShogiVariant, count: Int) {
    #expect(ShogiActions(variant).count == count)
    var random = RandomStream(16)
    for _ in 0..<5 {
      var game = Shogi(variant, history: 1, moveLimit: 150)
      while !game.isOver {
        let (actions, position) = (game.legalActions!, game.game.position)
        #expect(actions == Array(Set(actions)).sorted() && actions.allSatisfy { (0..<count).contains($0) })
        let moves = actions.compactMap { ShogiActions(variant).move(of: $0, by: position.turn) }
        #expect(Set(moves) == Set(position.legalMoves))
        #expect(actions.map { game.action(named: game.name(of: $0)) } == actions)
        _ = game.step(actions[random.index(below: actions.count)])
      }
    }
  }

  /// 7g is in row 6, column 2; straight ahead by one. White's 3c is where black's 7g is.
  @Test func actionsAreThePlayersView() {
    var game = Shogi()
    #expect(game.action(named: "7g7f") == 56 * 139 && game.name(of: 56 * 139) == "7g7f")
    #expect(game.action(named: "8i9g") == 73 * 139 + 64 && game.action(named: "8i7g+") == 73 * 139 + 66 + 65)
    #expect(game.action(named: "B*5e") == 40 * 139 + 132 + 5 && game.action(named: "7g7k") == nil)
    #expect(game.name(of: 0) == "off the board" && Shogi(.mini).action(named: "7g7f") == nil)
    #expect(
      Shogi(.mini).action(named: "L*1a") == nil && Shogi(.mini).action(named: "R*3c") == 12 * 69 + 64 + 4)
    _ = game.step(56 * 139)
    #expect(game.action(named: "3c3d") == 56 * 139)
  }

  @Test func whoGivesPerpetualCheckLoses() throws {
    let start = try ShogiPosition(sfen: "4k4/9/9/9/9/9/9/9/K3R4 w - 1")
    let checks = String(repeating: "5a4a 5i4i 4a5a 4i5i ", count: 3)
    let (game, last) = GameWalk.play(checks, in: Shogi(from: start))
    #expect(last?.reward == -1 && last?.isTerminated == true)
    #expect(game.text.hasSuffix("\nwhite has won, perpetual check"))
    let (limited, draw) = GameWalk.play("7g7f", in: Shogi(moveLimit: 1))
    #expect(draw?.reward == 0 && draw?.isTerminated == true && limited.text.hasSuffix("\ndrawn, 1 moves"))
    // The other may declare: the move before has lost.
    let camp = try ShogiPosition(sfen: "K+R+B6/+P+P+P+P+P+P+P+P1/9/9/9/9/9/9/4k4 w RB 1")
    #expect(GameWalk.play("5i5h", in: Shogi(from: camp)).last?.reward == -1)
    let mate = try ShogiPosition(sfen: "7nk/9/7GP/9/9/9/9/9/K8 b - 1")
    #expect(GameWalk.play("1c1b", in: Shogi(from: mate)).last?.reward == 1)
  }

  @Test func observationsAreThePlayersView() {
    var game = Shogi(history: 2)
    #expect(
      game.specification.observations.shape == [9, 9, 92]
        && Shogi().specification.observations.shape[2] == 362)
    func planes(_ row: Int, _ column: Int) -> [Int] {
      guard case .bytes(let bytes) = game.observation else { return [] }
      return (0..<92).filter { bytes[(row * 9 + column) * 92 + $0] != 0 }
    }
    // Own king on 5i, rook on 2h, the opponent's bishop on 2b.
    #expect(planes(8, 4) == [7] && planes(7, 7) == [6] && planes(1, 7) == [19])
    game = GameWalk.play("7g7f 3c3d 8h2b+", in: game).game
    // White sees the promoted bishop where his own was before; black holds one.
    #expect(planes(7, 1) == [14 + 12, 43, 45 + 5, 90, 91])
    game = GameWalk.play("3a2b", in: game).game
    #expect(planes(1, 7) == [14 + 3, 36, 43, 45 + 12, 45 + 36, 91])
  }

  @Test func peopleReadIt() {
    let game = GameWalk.play("7g7f 3c3d 8h2b+", in: Shogi()).game
    #expect(game.text.split(separator: "\n")[0] == "white holds nothing")
    #expect(game.text.split(separator: "\n")[3] == "b  .  r  .  .  .  .  .(+B) .")
    #expect(game.text.hasSuffix("\nblack holds 1B\nwhite to move"))
    let figures = game.text(figures: true).split(separator: "\n")
    #expect(figures[1] == "   ９  ８  ７  ６  ５  ４  ３  ２  １")
    #expect(figures[3] == "b  ・ v飛  ・  ・  ・  ・  ・( 馬) ・" && figures[11] == "black holds 1角")
  }

  @Test func movesHaveNamesInKIFToo() {
    var game = GameWalk.play("7g7f 3c3d 8h2b+", in: Shogi()).game
    #expect(game.action(named: "同銀(31)") == game.action(named: "3a2b"))
    #expect(game.action(named: "２二銀(31)") == game.action(named: "3a2b"))
    #expect(game.action(named: "３三角打") == nil && game.action(named: "馬") == nil)
    game = GameWalk.play("3a2b", in: game).game
    #expect(game.action(named: "５五角打") == game.action(named: "B*5e"))
    #expect(game.action(named: "５五角打") != nil)
  }
}
