import Search

/// Tic-tac-toe, solved: −1, 0 or 1 for the player to move.
struct TicTacToe: Hashable {
  /// [9] 1 for the player to move, −1 for the other one, 0 for free.
  var cells = Array(repeating: 0, count: 9)

  private static let lines = [
    [0, 1, 2], [3, 4, 5], [6, 7, 8], [0, 3, 6], [1, 4, 7], [2, 5, 8], [0, 4, 8], [2, 4, 6],
  ]

  /// Whether the player who moved last has three in a line.
  var isLost: Bool { Self.lines.contains { $0.allSatisfy { cells[$0] == -1 } } }

  var isOver: Bool { isLost || !cells.contains(0) }

  var legalActions: [Int] { isOver ? [] : (0..<9).filter { cells[$0] == 0 } }

  func playing(_ action: Int) -> TicTacToe {
    var next = self
    next.cells[action] = 1
    next.cells = next.cells.map { -$0 }
    return next
  }

  /// What perfect play gives the player to move.
  func value(_ known: inout [TicTacToe: Int]) -> Int {
    if let value = known[self] { return value }
    var value = isLost ? -1 : 0
    if !isOver { value = legalActions.map { -playing($0).value(&known) }.max()! }
    known[self] = value
    return value
  }
}

/// Evaluates positions of tic-tac-toe: an action that ends the game has its reward, and leads to a position where nothing
/// happens any more; an action on a cell that is taken loses.
final class TicTacToeEvaluator: Evaluator {
  let priorForm = PriorForm.logits
  private let roots: [TicTacToe]
  /// Whether values are those of perfect play, or 0.
  private let isPerfect: Bool
  private var positions: [Int32: TicTacToe?] = [:]
  private var known: [TicTacToe: Int] = [:]

  init(roots: [TicTacToe], isPerfect: Bool) { (self.roots, self.isPerfect) = (roots, isPerfect) }

  func submit(roots batch: RootBatch) -> InferenceHandle {
    for row in 0..<batch.count { positions[batch.slots[row]] = roots[Int(batch.trees[row])] }
    (batch.priors).update(repeating: 0, count: batch.count * 9)
    return InferenceHandle()
  }

  func submit(leaves batch: LeafBatch) -> InferenceHandle {
    batch.priors.update(repeating: 0, count: batch.count * 9)
    for row in 0..<batch.count {
      let action = Int(batch.leafActions[row])
      (batch.rewards[row], batch.values[row]) = (0, 0)
      var next: TicTacToe?
      if let position = positions[batch.parentSlots[row]]! {
        if position.cells[action] == 0 {
          let child = position.playing(action)
          if child.isOver {
            batch.rewards[row] = child.isLost ? 1 : 0
          } else {
            next = child
            batch.values[row] = isPerfect ? Float(child.value(&known)) : 0
          }
        } else {
          batch.rewards[row] = -1
        }
      }
      positions.updateValue(next, forKey: batch.childSlots[row])
    }
    return InferenceHandle()
  }

  func wait(for handle: InferenceHandle) {}
}
