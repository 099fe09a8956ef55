import Randomness
import Testing

@testable import Environments

/// A game whose moves are transformed is the transformed game.
@Suite struct BoardSymmetryTests {
  private static func moved(_ observation: Observation, by symmetry: BoardSymmetry) -> [UInt8] {
    guard case .bytes(let bytes) = observation else { return [] }
    let planes = bytes.count / symmetry.sources.count
    return symmetry.sources.flatMap { bytes[$0 * planes..<($0 + 1) * planes] }
  }

  private static func bytes(_ observation: Observation) -> [UInt8] {
    if case .bytes(let bytes) = observation { bytes } else { [] }
  }

  /// Plays random moves, and in `image` what they become.
  private func play<Game: Environment<Int>>(
    _ game: Game, _ image: Game, by symmetry: BoardSymmetry, seed: UInt64
  ) throws {
    var (game, image, random) = (game, image, RandomStream(seed))
    for _ in 0..<60 {
      let legal = game.legalActions ?? []
      #expect(image.legalActions == legal.map { Int(symmetry.actions[$0]) }.sorted())
      let action = legal[random.index(below: legal.count)]
      let step = try game.step(action)
      let other = try image.step(Int(symmetry.actions[action]))
      #expect(Self.moved(step.observation, by: symmetry) == Self.bytes(other.observation))
      #expect(step.reward == other.reward && step.isOver == other.isOver)
      if step.isOver { return }
    }
  }

  private func check(_ game: some Environment<Int>, count: Int) throws {
    let symmetries = BoardSymmetry.all(of: game.specification)
    #expect(symmetries.count == count)
    #expect(symmetries.first?.actions.map { Int($0) } == symmetries.first.map { Array($0.actions.indices) })
    #expect(Set(symmetries.map(\.sources)).count == count)
    for (number, symmetry) in symmetries.enumerated() {
      for seed in 0..<3 { try play(game, game, by: symmetry, seed: UInt64(10 * number + seed)) }
    }
  }

  @Test func boardsOfStonesHaveEight() throws {
    try check(Go(size: 5), count: 8)
    try check(Gomoku(size: 6, history: 2), count: 8)
    try check(TicTacToe(), count: 8)
  }

  @Test func connectFourHasAMirror() throws { try check(ConnectFour(history: 2), count: 2) }

  @Test(arguments: [
    ("lnsgkgsnl/1r5b1/ppppppppp/9/9/9/PPPPPPPPP/1B5R1/LNSGKGSNL b - 1", ShogiVariant.standard),
    ("lnsgkgsnl/1b5r1/ppppppppp/9/9/9/PPPPPPPPP/1R5B1/LNSGKGSNL b - 1", .standard),
  ]) func shogiHasAMirror(sfen: String, variant: ShogiVariant) throws {
    let rows = sfen.split(separator: " ")
    let mirrored = rows[0].split(separator: "/").map { String($0.reversed()) }.joined(separator: "/")
    let image = ([mirrored] + rows.dropFirst().map(String.init)).joined(separator: " ")
    let games = try [sfen, image].map {
      Shogi(from: try ShogiPosition(sfen: $0, variant: variant), history: 2)
    }
    let symmetries = BoardSymmetry.all(of: games[0].specification)
    #expect(symmetries.count == 2)
    for seed in 1...4 { try play(games[0], games[1], by: symmetries[1], seed: UInt64(seed)) }
  }

  @Test func miniShogiHasAMirror() throws {
    let games = try ["rbsgk/4p/5/P4/KGSBR b - 1", "kgsbr/p4/5/4P/RBSGK b - 1"].map {
      Shogi(from: try ShogiPosition(sfen: $0, variant: .mini), history: 3)
    }
    let symmetries = BoardSymmetry.all(of: games[0].specification)
    for seed in 1...8 { try play(games[0], games[1], by: symmetries[1], seed: UInt64(seed)) }
  }

  @Test func minichessHasAMirrorAndChessNone() throws {
    let games = try ["rnbqk/ppppp/5/PPPPP/RNBQK w - - 0 1", "kqbnr/ppppp/5/PPPPP/KQBNR w - - 0 1"].map {
      Chess(from: try ChessPosition(fen: $0, variant: .gardner), history: 2)
    }
    let symmetries = BoardSymmetry.all(of: games[0].specification)
    #expect(symmetries.count == 2)
    for seed in 1...8 { try play(games[0], games[1], by: symmetries[1], seed: UInt64(seed)) }
    // Pawns that are about to promote, to all pieces.
    let late = try ["4k/P1P2/5/5/K4 w - - 0 1", "k4/2P1P/5/5/4K w - - 0 1"].map {
      Chess(from: try ChessPosition(fen: $0, variant: .gardner), history: 2)
    }
    for seed in 1...8 { try play(late[0], late[1], by: symmetries[1], seed: UInt64(seed)) }
    #expect(BoardSymmetry.all(of: Chess().specification).count == 1)
  }
}
