/// Moves as numbers, after AlphaZero (Silver et al. 2018, table S2): 8 · 8 · 73 = 4,672 in chess, 5 · 5 · 49 = 1,225 in
/// minichess.
///
/// An action is square · planes + plane. The square is where the piece comes from, row · size + column from the top left
/// as the player to move sees the board, with the own side at the bottom and file a at the left. The planes are eight
/// directions, clockwise from straight ahead, of size − 1 distances each; eight moves of knights, clockwise; then what
/// else than a queen a pawn becomes (knight, bishop, rook), each to the left, ahead and to the right. A pawn that reaches
/// the last rank in one of the first planes becomes a queen.
package struct ChessActions: Sendable {
  /// Which game's.
  package let variant: ChessVariant

  /// The actions of a game.
  package init(_ variant: ChessVariant = .standard) { self.variant = variant }

  private static let directions = [(-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1)]
  private static let knight = [(-2, 1), (-1, 2), (1, 2), (2, 1), (2, -1), (1, -2), (-1, -2), (-2, -1)]
  private static let lesser: [ChessPieceKind] = [.knight, .bishop, .rook]

  /// Planes of a square.
  package var planes: Int { 8 * (variant.size - 1) + 17 }

  /// How many actions there are.
  package var count: Int { variant.size * variant.size * planes }

  /// Where a player sees a square: row · size + column from the top left.
  func point(of square: Int, seenBy color: ChessColor) -> Int {
    let rank = square >> 3
    return (color == .white ? variant.size - 1 - rank : rank) * variant.size + square & 7
  }

  /// The square that a player sees at a row and a column; nil beside the board.
  private func square(_ row: Int, _ column: Int, seenBy color: ChessColor) -> Int? {
    guard (0..<variant.size).contains(row), (0..<variant.size).contains(column) else { return nil }
    return (color == .white ? variant.size - 1 - row : row) * 8 + column
  }

  /// The action of a player's move.
  package func action(of move: ChessMove, by color: ChessColor) -> Int {
    let size = variant.size
    let (from, to) = (point(of: move.from, seenBy: color), point(of: move.to, seenBy: color))
    let (rows, columns) = (to / size - from / size, to % size - from % size)
    let plane: Int
    if let promotion = move.promotion, let kind = Self.lesser.firstIndex(of: promotion) {
      plane = 8 * (size - 1) + 8 + 3 * kind + columns + 1
    } else if let index = Self.knight.firstIndex(where: { $0 == (rows, columns) }) {
      plane = 8 * (size - 1) + index
    } else {
      let step = (rows.signum(), columns.signum())
      let distance = max(abs(rows), abs(columns))
      plane = (Self.directions.firstIndex { $0 == step } ?? 0) * (size - 1) + distance - 1
    }
    return from * planes + plane
  }

  /// The move of an action of the player to move, legal or not; nil where it leads off the board.
  package func move(of action: Int, in position: ChessPosition) -> ChessMove? {
    precondition((0..<count).contains(action), "action \(action) of \(count)")
    let size = variant.size
    let (point, plane) = (action / planes, action % planes)
    let slides = 8 * (size - 1)
    var promotion: ChessPieceKind?
    let rows, columns: Int
    if plane < slides {
      let (step, distance) = (Self.directions[plane / (size - 1)], plane % (size - 1) + 1)
      (rows, columns) = (step.0 * distance, step.1 * distance)
    } else if plane < slides + 8 {
      (rows, columns) = Self.knight[plane - slides]
    } else {
      (rows, columns) = (-1, (plane - slides - 8) % 3 - 1)
      promotion = Self.lesser[(plane - slides - 8) / 3]
    }
    let color = position.turn
    guard let from = square(point / size, point % size, seenBy: color),
      let to = square(point / size + rows, point % size + columns, seenBy: color)
    else { return nil }
    if promotion == nil, rows == -1, point / size == 1, position.piece(at: from) == ChessPiece(.pawn, color) {
      promotion = .queen
    }
    return ChessMove(from: from, to: to, promotion: promotion)
  }
}
