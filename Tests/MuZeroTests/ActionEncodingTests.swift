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

  @Test func encodingsThatDoNotFitAreRefused() {
    #expect(ActionEncoding.oneHot.fault(actions: 3, state: .vector(1)) == nil)
    #expect(ActionEncoding.oneHot.fault(actions: 3, state: board) != nil)
    #expect(ActionEncoding.boardPoint.fault(actions: 6, state: .vector(6)) != nil)
    #expect(
      ActionEncoding.boardPoint.fault(actions: 7, state: board)?.contains("for 6 actions, not 7") == true)
    #expect(ActionEncoding.boardPointOrPass.fault(actions: 6, state: board) != nil)
    #expect(ActionEncoding.boardColumn.fault(actions: 2, state: board) != nil)
    #expect(ActionEncoding.constantPlane.fault(actions: 18, state: board) == nil)
  }
}
