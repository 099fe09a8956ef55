/// Moves as numbers, after AlphaZero (Silver et al. 2018, table S2): 9 · 9 · 139 = 11,259 in shogi, 5 · 5 · 69 = 1,725 in
/// mini-shogi.
///
/// An action is square · planes + plane. The square is where the piece comes from, or is dropped, row · size + column
/// from the top left as the player to move sees the board, with the own side at the bottom. The planes are eight
/// directions, clockwise from straight ahead, of size − 1 distances each, and in shogi the knight's two moves, to the left
/// and to the right; all these again with promotion; then the pieces that are dropped: pawn, lance, knight, silver,
/// gold, bishop, rook, as far as the game has them.
package struct ShogiActions: Sendable {
  /// Which game's.
  package let variant: ShogiVariant
  /// What can be dropped, in the order of the planes.
  package let droppable: [ShogiPieceKind]
  /// Planes of moves on the board, without promotion.
  private let moves: Int

  /// The actions of a game.
  package init(_ variant: ShogiVariant = .standard) {
    self.variant = variant
    droppable = ShogiPieceKind.droppable.filter { variant.count(of: $0) > 0 }
    moves = variant == .standard ? 8 * 8 + 2 : 8 * 4
  }

  private static let directions = [(-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1)]

  /// Planes of a square.
  package var planes: Int { 2 * moves + droppable.count }

  /// How many actions there are.
  package var count: Int { variant.size * variant.size * planes }

  /// Where a player sees a square: row · size + column from the top left.
  func point(of square: Int, seenBy color: ShogiColor) -> Int {
    let point = square % 9 * variant.size + variant.size - 1 - square / 9
    return color == .black ? point : variant.size * variant.size - 1 - point
  }

  /// The square that a player sees at a row and a column; nil beside the board.
  private func square(_ row: Int, _ column: Int, seenBy color: ShogiColor) -> Int? {
    let last = variant.size - 1
    guard (0...last).contains(row), (0...last).contains(column) else { return nil }
    return color == .black ? (last - column) * 9 + row : column * 9 + last - row
  }

  /// The action of a player's move.
  package func action(of move: ShogiMove, by color: ShogiColor) -> Int {
    let (size, to) = (variant.size, point(of: move.to, seenBy: color))
    guard let origin = move.from else {
      let kind = droppable.firstIndex { $0 == move.drop } ?? 0
      return to * planes + 2 * moves + kind
    }
    let from = point(of: origin, seenBy: color)
    let (rows, columns) = (to / size - from / size, to % size - from % size)
    var plane: Int
    if rows == -2, abs(columns) == 1 {
      plane = 8 * (size - 1) + (columns + 1) / 2
    } else {
      let step = (rows.signum(), columns.signum())
      plane = (Self.directions.firstIndex { $0 == step } ?? 0) * (size - 1) + max(abs(rows), abs(columns)) - 1
    }
    if move.promotes { plane += moves }
    return from * planes + plane
  }

  /// The move of a player's action, legal or not; nil where it leads off the board.
  package func move(of action: Int, by color: ShogiColor) -> ShogiMove? {
    precondition((0..<count).contains(action), "action \(action) of \(count)")
    let size = variant.size
    let (point, plane) = (action / planes, action % planes)
    guard let square = square(point / size, point % size, seenBy: color) else { return nil }
    if plane >= 2 * moves { return ShogiMove(drop: droppable[plane - 2 * moves], to: square) }
    let kind = plane % moves
    let rows, columns: Int
    if kind < 8 * (size - 1) {
      let (step, distance) = (Self.directions[kind / (size - 1)], kind % (size - 1) + 1)
      (rows, columns) = (step.0 * distance, step.1 * distance)
    } else {
      (rows, columns) = (-2, 2 * (kind - 8 * (size - 1)) - 1)
    }
    guard let to = self.square(point / size + rows, point % size + columns, seenBy: color) else { return nil }
    return ShogiMove(from: square, to: to, promotes: plane >= moves)
  }
}
