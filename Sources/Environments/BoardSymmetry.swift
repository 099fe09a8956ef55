/// A reflection or rotation of the board under which a game's rules do not change, and its effect on
/// observations and actions.
///
/// All planes of an observation are moved alike. Both players see the same symmetry, though shogi and chess turn the board
/// for the second one.
public struct BoardSymmetry: Sendable, Equatable {
  /// For each point, the point whose content it shows after the transformation: [points].
  public let sources: [Int]
  /// The transformed number of each action: [actions].
  public let actions: [Int32]

  /// The symmetries of a game, the identity first: eight for Go, gomoku and tic-tac-toe, the reflection for
  /// Connect Four, shogi, mini-shogi and minichess. Chess has none, because of castling.
  public static func all(of specification: EnvironmentSpecification) -> [BoardSymmetry] {
    guard case .discrete(let count, let meaning) = specification.actions else { return [] }
    let shape = specification.observations.shape
    guard shape.count == 3 else { return [] }
    let (height, width) = (shape[0], shape[1])
    let mirrors = height == width && [.boardPoint, .boardPointOrPass].contains(meaning) ? 0..<8 : 0..<2
    return mirrors.compactMap { number in
      let target = { (point: Int) in Self.target(of: point, number, height: height, width: width) }
      guard let action = action(meaning, height: height, width: width, target: target, number) else {
        return nil
      }
      var sources = [Int](repeating: 0, count: height * width)
      for point in sources.indices { sources[target(point)] = point }
      return BoardSymmetry(sources: sources, actions: (0..<count).map { Int32(action($0)) })
    }
  }

  /// The point to which a point moves: bit 0 of `number` reflects columns, bit 1 rows, and bit 2 then
  /// exchanges both.
  private static func target(of point: Int, _ number: Int, height: Int, width: Int) -> Int {
    var (row, column) = (point / width, point % width)
    if number & 1 != 0 { column = width - 1 - column }
    if number & 2 != 0 { row = height - 1 - row }
    if number & 4 != 0 { (row, column) = (column, row) }
    return row * width + column
  }

  /// The transformed action; nil if the game has no such symmetry.
  private static func action(
    _ meaning: ActionMeaning, height: Int, width: Int, target: @escaping (Int) -> Int, _ number: Int
  ) -> ((Int) -> Int)? {
    switch meaning {
    case .boardPoint: return target
    case .boardPointOrPass: return { $0 == height * width ? $0 : target($0) }
    case .boardColumn: return { number == 0 ? $0 : width - 1 - $0 }
    case .chessMove:
      guard let variant = ChessVariant.allCases.first(where: { $0.size == height }) else { return nil }
      if number == 0 { return { $0 } }
      if variant == .standard { return nil }
      let moves = ChessActions(variant)
      return { target($0 / moves.planes) * moves.planes + moves.mirrored(plane: $0 % moves.planes) }
    case .shogiMove:
      guard let variant = ShogiVariant.allCases.first(where: { $0.size == height }) else { return nil }
      if number == 0 { return { $0 } }
      let moves = ShogiActions(variant)
      return { target($0 / moves.planes) * moves.planes + moves.mirrored(plane: $0 % moves.planes) }
    case .choice: return number == 0 ? { $0 } : nil
    }
  }
}

extension ChessActions {
  /// The plane of the same step with left and right exchanged.
  fileprivate func mirrored(plane: Int) -> Int {
    let (length, slides) = (variant.size - 1, 8 * (variant.size - 1))
    // Directions and knights' moves are clockwise: directions begin straight ahead, knights' moves to the
    // right of it.
    if plane < slides { return (8 - plane / length) % 8 * length + plane % length }
    if plane < slides + 8 { return slides + 7 - (plane - slides) }
    let lesser = plane - slides - 8
    return slides + 8 + lesser / 3 * 3 + 2 - lesser % 3
  }
}

extension ShogiActions {
  /// The plane of the same step or drop with left and right exchanged.
  fileprivate func mirrored(plane: Int) -> Int {
    let length = variant.size - 1
    let moves = (planes - droppable.count) / 2
    guard plane < 2 * moves else { return plane }
    let (promotion, step) = (plane / moves * moves, plane % moves)
    if step < 8 * length { return promotion + (8 - step / length) % 8 * length + step % length }
    return promotion + 8 * length + 1 - (step - 8 * length)
  }
}
