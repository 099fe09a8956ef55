import Search
import TestSupport
import Testing

/// Games of two players, against exhaustive search.
@Suite struct TwoPlayerTests {
  /// Positions of so many stones that are not over.
  private func positions(_ count: Int, stones: Int, seed: UInt64) -> [TicTacToe] {
    var generator = SeededGenerator(seed: seed)
    var found: Set<TicTacToe> = []
    var ordered: [TicTacToe] = []
    while ordered.count < count {
      var position = TicTacToe()
      for _ in 0..<stones where !position.isOver {
        position = position.playing(position.legalActions.randomElement(using: &generator)!)
      }
      if !position.isOver, found.insert(position).inserted { ordered.append(position) }
    }
    return ordered
  }

  private func search(_ positions: [TicTacToe], simulations: Int, isPerfect: Bool) throws -> TreeSearch {
    let search = try TreeSearch(
      capacity: SearchCapacity(trees: positions.count, simulations: simulations, actions: 9),
      batching: Batching(groups: 2))
    let requests = positions.map {
      TreeRequest(
        simulations: simulations, actions: 9, legalActions: $0.legalActions, discount: 1, players: 2)
    }
    _ = try search.run(requests, evaluator: TicTacToeEvaluator(roots: positions, isPerfect: isPerfect))
    return search
  }

  /// Expects the most visited action to be one of those that perfect play chooses among.
  private func expectPerfectMoves(_ positions: [TicTacToe], _ search: TreeSearch) {
    var known: [TicTacToe: Int] = [:]
    for (tree, position) in positions.enumerated() {
      let action = search.result(of: tree).action(temperature: 0)
      let best = position.value(&known)
      #expect(
        -position.playing(action).value(&known) == best, "\(position.cells) \(search.result(of: tree).visits)"
      )
    }
  }

  @Test(arguments: [3, 4, 5, 6, 7]) func aPerfectEvaluatorLeadsToPerfectMoves(stones: Int) throws {
    let positions = positions(25, stones: stones, seed: UInt64(stones))
    expectPerfectMoves(positions, try search(positions, simulations: 800, isPerfect: true))
  }

  @Test(arguments: [4, 5, 6, 7]) func endgamesAreSolvedByRewardsAlone(stones: Int) throws {
    let positions = positions(25, stones: stones, seed: UInt64(10 + stones))
    let search = try search(positions, simulations: 2000, isPerfect: false)
    expectPerfectMoves(positions, search)
  }

  @Test func valuesAreSeenByThePlayerToMove() throws {
    // X X . / O O . / . . .  and X to move: 2 wins, all else lets O win.
    let winning = TicTacToe(cells: [1, 1, 0, -1, -1, 0, 0, 0, 0])
    // X X . / O O . / O X .  and X to move but without X's line: 5 must be kept from O.
    let defending = TicTacToe(cells: [1, 0, 0, -1, -1, 0, 0, 1, 0])
    let search = try search([winning, defending], simulations: 400, isPerfect: true)
    #expect(search.result(of: 0).action(temperature: 0) == 2)
    #expect(search.result(of: 0).values[2] == 1)
    #expect(search.result(of: 0).rootValue > 0.5)
    #expect(search.result(of: 1).action(temperature: 0) == 5)
    #expect(search.result(of: 1).values[1] < -0.5)
  }
}
