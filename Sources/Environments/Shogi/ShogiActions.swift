/// Moves as numbers, after AlphaZero (Silver et al. 2018, table S2): 9 · 9 · 139 = 11,259 in shogi, 5 · 5 · 69 = 1,725 in
/// mini-shogi.
///
/// An action is square · planes + plane. The square is where the piece comes from, or is dropped, row · size + column
/// from the top left as the player to move sees the board, with the own side at the bottom. The planes are eight
/// directions, clockwise from straight ahead, of size − 1 distances each, and in shogi the knight's two moves, to the left
/// and to the right; all these again with promotion; then the pieces that are dropped: pawn, lance, knight, silver,
/// gold, bishop, rook, as far as the game has them.
package struct ShogiActions: Sendable {
  /// The game's variant.
  package let variant: ShogiVariant
  /// The kinds of pieces that can be dropped, in the order of the planes.
  package let droppable: [ShogiPieceKind]
  /// The number of planes of moves on the board without promotion.
  private let moves: Int

  /// The actions of a game.
  package init(_ variant: ShogiVariant = .standard) {
    self.variant = variant
    droppable = ShogiPieceKind.droppable.filter { variant.count(of: $0) > 0 }
    moves = variant == .standard ? 8 * 8 + 2 : 8 * 4
  }

  private static let directions = [(-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1)]

  /// The number of planes of a square.
  package var planes: Int { 2 * moves + droppable.count }

  /// The number of actions.
  package var count: Int { variant.size * variant.size * planes }

  /// The point at which a player sees a square: row · size + column from the top left.
  func point(of square: Int, seenBy color: ShogiColor) -> Int {
    let point = square % 9 * variant.size + variant.size - 1 - square / 9
    return color == .black ? point : variant.size * variant.size - 1 - point
  }

  /// The square that a player sees at a row and a column; nil outside the board.
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

  /// The distance of a plane's moves on the board, in rows and columns.
  private func step(ofPlane plane: Int) -> (rows: Int, columns: Int) {
    let (kind, length) = (plane % moves, variant.size - 1)
    guard kind < 8 * length else { return (-2, 2 * (kind - 8 * length) - 1) }
    let (direction, distance) = (Self.directions[kind / length], kind % length + 1)
    return (direction.0 * distance, direction.1 * distance)
  }

  /// The number of planes that encode an action for a network.
  package static let encodingPlanes = 11

  /// An action as planes, as the player who takes it sees the board (Schrittwieser et al. 2020, appendix E): [size, size,
  /// 11]. One at the square where the piece comes from, nothing for a drop; ones for what is dropped: pawn, lance, knight,
  /// silver, gold, bishop, rook; one at the square that it goes to, nothing where that is beside the board; ones if it is
  /// not; ones for a promotion.
  package func encoding(of action: Int) -> [Float] {
    precondition((0..<count).contains(action), "action \(action) of \(count)")
    let (size, point, plane) = (variant.size, action / planes, action % planes)
    let drop = plane >= 2 * moves ? droppable[plane - 2 * moves] : nil
    let (rows, columns) = drop == nil ? step(ofPlane: plane) : (0, 0)
    let (row, column) = (point / size + rows, point % size + columns)
    let isOnBoard = (0..<size).contains(row) && (0..<size).contains(column)
    var values = [Float](repeating: 0, count: size * size * Self.encodingPlanes)
    func fill(_ plane: Int) {
      for point in 0..<size * size { values[point * Self.encodingPlanes + plane] = 1 }
    }
    if let drop { fill(1 + Int(drop.rawValue)) } else { values[point * Self.encodingPlanes] = 1 }
    if isOnBoard {
      values[(row * size + column) * Self.encodingPlanes + 8] = 1
      fill(9)
    }
    if drop == nil, plane >= moves { fill(10) }
    return values
  }

  /// The move of a player's action, legal or not; nil where it leads off the board.
  package func move(of action: Int, by color: ShogiColor) -> ShogiMove? {
    precondition((0..<count).contains(action), "action \(action) of \(count)")
    let size = variant.size
    let (point, plane) = (action / planes, action % planes)
    guard let square = square(point / size, point % size, seenBy: color) else { return nil }
    if plane >= 2 * moves { return ShogiMove(drop: droppable[plane - 2 * moves], to: square) }
    let (rows, columns) = step(ofPlane: plane)
    guard let to = self.square(point / size + rows, point % size + columns, seenBy: color) else { return nil }
    return ShogiMove(from: square, to: to, promotes: plane >= moves)
  }
}
