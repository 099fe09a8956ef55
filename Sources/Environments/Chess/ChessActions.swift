/// The numbering of moves, after AlphaZero (Silver et al. 2018, table S2): 8 · 8 · 73 = 4,672 actions in
/// chess, 5 · 5 · 49 = 1,225 in minichess.
///
/// An action is square · planes + plane. The square is the origin of the piece, row · size + column from the
/// top left as the player to move sees the board, with that player's side at the bottom and file a at the
/// left. The planes are eight directions, clockwise from straight ahead, with size − 1 distances each; then
/// eight knight's moves, clockwise; then underpromotions (knight, bishop, rook), each to the left, straight
/// ahead and to the right. A pawn that reaches the last rank by one of the first planes becomes a queen.
package struct ChessActions: Sendable {
  /// The game's variant.
  package let variant: ChessVariant

  /// The actions of a game.
  package init(_ variant: ChessVariant = .standard) { self.variant = variant }

  private static let directions = [(-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1)]
  private static let knight = [(-2, 1), (-1, 2), (1, 2), (2, 1), (2, -1), (1, -2), (-1, -2), (-2, -1)]
  private static let lesser: [ChessPieceKind] = [.knight, .bishop, .rook]

  /// The number of planes of a square.
  package var planes: Int { 8 * (variant.size - 1) + 17 }

  /// The number of actions.
  package var count: Int { variant.size * variant.size * planes }

  /// The point at which a player sees a square: row · size + column from the top left.
  func point(of square: Int, seenBy color: ChessColor) -> Int {
    let rank = square >> 3
    return (color == .white ? variant.size - 1 - rank : rank) * variant.size + square & 7
  }

  /// The square that a player sees at a row and a column; nil outside the board.
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

  /// The distance of a plane's moves in rows and columns, and the underpromotion; nil for a queen.
  private func step(ofPlane plane: Int) -> (rows: Int, columns: Int, promotion: ChessPieceKind?) {
    let length = variant.size - 1
    let slides = 8 * length
    if plane < slides {
      let (direction, distance) = (Self.directions[plane / length], plane % length + 1)
      return (direction.0 * distance, direction.1 * distance, nil)
    }
    if plane < slides + 8 { return (Self.knight[plane - slides].0, Self.knight[plane - slides].1, nil) }
    return (-1, (plane - slides - 8) % 3 - 1, Self.lesser[(plane - slides - 8) / 3])
  }

  /// The number of planes that encode an action for a network.
  package static let encodingPlanes = 8

  /// The encoding of an action as planes (Schrittwieser et al. 2020, appendix E), seen by the player who
  /// takes it: [size, size, 8]. The first plane is one at the origin. The second is one at the destination,
  /// or empty if that is off the board. The third is one everywhere if the destination is on the board, and
  /// the last five are one everywhere for the promotion: queen, knight, bishop, rook, or none. A step onto
  /// the last row is encoded as a queen's promotion, because the action does not tell whether a pawn moves.
  package func encoding(of action: Int) -> [Float] {
    precondition((0..<count).contains(action), "action \(action) of \(count)")
    let (size, point) = (variant.size, action / planes)
    let (rows, columns, promotion) = step(ofPlane: action % planes)
    let (row, column) = (point / size + rows, point % size + columns)
    let isOnBoard = (0..<size).contains(row) && (0..<size).contains(column)
    let isQueen = promotion == nil && rows == -1 && abs(columns) < 2 && row == 0
    let kind = promotion.flatMap { Self.lesser.firstIndex(of: $0) }.map { $0 + 1 } ?? (isQueen ? 0 : 4)
    var values = [Float](repeating: 0, count: size * size * Self.encodingPlanes)
    values[point * Self.encodingPlanes] = 1
    if isOnBoard { values[(row * size + column) * Self.encodingPlanes + 1] = 1 }
    for point in 0..<size * size {
      if isOnBoard { values[point * Self.encodingPlanes + 2] = 1 }
      values[point * Self.encodingPlanes + 3 + kind] = 1
    }
    return values
  }

  /// The move of an action of the player to move, legal or not; nil if it leads off the board.
  package func move(of action: Int, in position: ChessPosition) -> ChessMove? {
    precondition((0..<count).contains(action), "action \(action) of \(count)")
    let (size, point) = (variant.size, action / planes)
    var (rows, columns, promotion) = step(ofPlane: action % planes)
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
