import Environments
import MuZero
import Testing

@Suite struct ActionEncodingTests {
  private let board = ActionEncoding.StateShape.planes(height: 2, width: 3, channels: 4)

  @Test func oneHotIsOneAtTheAction() {
    let table = ActionEncoding.oneHot.table(actions: 3, state: .vector(5))
    #expect(table.shape == [3, 3])
    #expect(table.values == [1, 0, 0, 0, 1, 0, 0, 0, 1])
  }

  @Test func boardPointIsOneAtTheMovesPoint() {
    let table = ActionEncoding.boardPoint.table(actions: 6, state: board)
    #expect(table.shape == [6, 2, 3, 1])
    #expect(table.values == (0..<36).map { $0 / 6 == $0 % 6 ? 1 : 0 })
  }

  @Test func aPassHasAPlaneOfItsOwn() {
    let table = ActionEncoding.boardPointOrPass.table(actions: 7, state: board)
    #expect(table.shape == [7, 2, 3, 2])
    for action in 0..<7 {
      let planes = table.values[action * 12..<(action + 1) * 12]
      for (place, value) in planes.enumerated() {
        let (point, plane) = (place / 2, place % 2)
        #expect(value == (plane == 0 ? (point == action ? 1 : 0) : (action == 6 ? 1 : 0)))
      }
    }
  }

  @Test func boardColumnIsOneAlongTheColumn() {
    let table = ActionEncoding.boardColumn.table(actions: 3, state: board)
    #expect(table.shape == [3, 2, 3, 1])
    #expect(table.values == [1, 0, 0, 1, 0, 0] + [0, 1, 0, 0, 1, 0] + [0, 0, 1, 0, 0, 1])
  }

  @Test func constantPlaneIsTheActionsShare() {
    let table = ActionEncoding.constantPlane.table(actions: 4, state: board)
    #expect(table.shape == [4, 2, 3, 1])
    #expect(table.values == (0..<24).map { Float($0 / 6) / 4 })
  }

  /// The planes of an action that are one somewhere, and where: nil for everywhere.
  private func planes(
    _ table: (values: [Float], shape: [Int]), _ action: Int
  ) -> [Int: Int?] {
    let (points, planes) = (table.shape[1] * table.shape[2], table.shape[3])
    var found: [Int: Int?] = [:]
    for plane in 0..<planes {
      let ones = (0..<points).filter { table.values[(action * points + $0) * planes + plane] == 1 }
      if ones.count == points {
        found[plane] = .some(nil)
      } else if let one = ones.first {
        found[plane] = one
      }
      #expect(ones.count <= 1 || ones.count == points)
    }
    return found
  }

  @Test(arguments: ChessVariant.allCases) func chessMovesAreEightPlanes(_ variant: ChessVariant) throws {
    let (moves, size) = (ChessActions(variant), variant.size)
    let board = ActionEncoding.StateShape.planes(height: size, width: size, channels: 4)
    let table = ActionEncoding.chessMove.table(actions: moves.count, state: board)
    #expect(table.shape == [moves.count, size, size, 8])
    #expect(table.values.count == moves.count * size * size * 8)
    let all = (0..<moves.count).map { planes(table, $0) }
    let onBoard = all.filter { $0.keys.contains(2) }
    #expect(Set(onBoard).count == onBoard.count && onBoard.count < moves.count)
    // As black sees it: a pawn that captures on the last row, and becomes a queen or a knight.
    let position = try ChessPosition(
      fen: size == 8 ? "4k3/8/8/8/8/8/1p6/2R4K b - - 0 1" : "4k/5/5/1p3/2R1K b - - 0 1", variant: variant)
    let (from, to) = (size + 1, 2)
    for (kind, name) in zip(0..., ["q", "n", "b", "r"]) {
      let move = try position.move(uci: "b2c1" + name)
      #expect(all[moves.action(of: move, by: .black)] == [0: from, 1: to, 2: nil, 3 + kind: nil])
    }
    let king = try position.move(uci: size == 8 ? "e8d8" : "e5d5")
    #expect(
      all[moves.action(of: king, by: .black)] == [
        0: size * (size - 1) + 4, 1: size * (size - 1) + 3, 2: nil, 7: nil,
      ])
    // Straight ahead from the first row.
    #expect(all[0] == [0: 0, 7: nil])
  }

  @Test(arguments: ShogiVariant.allCases) func shogisMovesAreElevenPlanes(_ variant: ShogiVariant) throws {
    let (moves, size) = (ShogiActions(variant), variant.size)
    let board = ActionEncoding.StateShape.planes(height: size, width: size, channels: 4)
    let table = ActionEncoding.shogiMove.table(actions: moves.count, state: board)
    #expect(table.shape == [moves.count, size, size, 11])
    let last = size * size - 1
    func action(_ usi: String, _ color: ShogiColor) throws -> Int {
      moves.action(of: try ShogiMove(usi: usi), by: color)
    }
    // 1a is at the top right for black, and at the bottom left for white.
    #expect(planes(table, try action("1b1a+", .black)) == [0: 2 * size - 1, 8: size - 1, 9: nil, 10: nil])
    #expect(
      planes(table, try action("1b1a", .white)) == [0: last + 1 - 2 * size, 8: last + 1 - size, 9: nil])
    #expect(planes(table, try action("R*1a", .black)) == [7: nil, 8: size - 1, 9: nil])
    #expect(planes(table, try action("P*1c", .black)) == [1: nil, 8: 3 * size - 1, 9: nil])
    #expect(planes(table, 0) == [0: 0])
  }

  @Test func encodingsThatDoNotFitAreRefused() {
    #expect(ActionEncoding.oneHot.fault(actions: 3, state: .vector(1)) == nil)
    #expect(ActionEncoding.oneHot.fault(actions: 3, state: board) != nil)
    #expect(ActionEncoding.boardPoint.fault(actions: 6, state: .vector(6)) != nil)
    #expect(
      ActionEncoding.boardPoint.fault(actions: 7, state: board)?.contains("for 6 actions, not 7") == true)
    #expect(ActionEncoding.boardPointOrPass.fault(actions: 6, state: board) != nil)
    #expect(ActionEncoding.boardColumn.fault(actions: 2, state: board) != nil)
    #expect(ActionEncoding.chessMove.fault(actions: 6, state: board)?.contains("no board of 2×3") == true)
    let chess = ActionEncoding.StateShape.planes(height: 8, width: 8, channels: 1)
    #expect(ActionEncoding.chessMove.fault(actions: 4672, state: chess) == nil)
    #expect(ActionEncoding.chessMove.fault(actions: 4671, state: chess)?.contains("for 4672 actions") == true)
    #expect(ActionEncoding.shogiMove.fault(actions: 4672, state: chess)?.contains("no board of 8×8") == true)
    #expect(ActionEncoding.constantPlane.fault(actions: 18, state: board) == nil)
  }
}
