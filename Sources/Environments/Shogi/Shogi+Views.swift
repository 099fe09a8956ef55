extension Shogi: FigureBoard {
  /// The board as black sees it, small letters white's, and both hands; who moves, or how the game ended.
  package var text: String { text(figures: false) }

  /// With figures, pieces have their Japanese names, white's with a v before them as in KIF; each is two
  /// columns wide.
  package func text(figures: Bool) -> String {
    let (position, actions) = (game.position, ShogiActions(game.position.variant))
    let size = actions.variant.size
    let cells = (0..<size * size).map { point -> String in
      let piece = position.piece(at: (size - 1 - point % size) * 9 + point / size)
      return figures ? piece.map(Self.figure) ?? " ・" : piece?.text ?? "."
    }
    let rows = (0..<size).map { String(Character(UnicodeScalar(UInt8(97 + $0)))) }
    let columns = (0..<size).reversed().map { figures ? KIFNames.file($0) : String($0 + 1) }
    let last = game.moves.last.map { actions.point(of: $0.to, seenBy: .black) }
    let state: String =
      if let result = game.result {
        result.winner.map { "\($0) has won, \(result.reason.rawValue)" } ?? "drawn, \(result.reason.rawValue)"
      } else if isOver {
        "drawn, \(moveLimit) moves"
      } else {
        "\(position.turn) to move" + (position.isCheck ? ", in check" : "")
      }
    return [
      "white holds \(hand(.white, figures))",
      BoardText.board(cells: cells, columns: columns, rows: rows, last: last),
      "black holds \(hand(.black, figures))", state,
    ].joined(separator: "\n")
  }

  /// The figure of a piece, such as "v歩".
  private static func figure(_ piece: ShogiPiece) -> String {
    (piece.color == .black ? " " : "v")
      + KIFNames.name(piece.kind, isPromoted: piece.isPromoted, onBoard: true)
  }

  private func hand(_ color: ShogiColor, _ figures: Bool) -> String {
    let hand = game.position.hand(of: color)
    let pieces = ShogiPieceKind.droppable.reversed().filter { hand[$0] > 0 }
    return pieces.isEmpty
      ? "nothing"
      : pieces.map {
        "\(hand[$0])\(figures ? KIFNames.name($0, isPromoted: false) : String($0.letter))"
      }.joined(separator: " ")
  }
}

extension Shogi {
  /// The observation of the player to move: [size, size, 45 · history + 2].
  package var observation: Observation {
    let (actions, turn) = (ShogiActions(game.position.variant), game.position.turn)
    let (points, planes) = (actions.variant.size * actions.variant.size, 45 * history + 2)
    var bytes = [UInt8](repeating: 0, count: points * planes)
    func fill(_ plane: Int, _ value: Int) {
      guard value > 0 else { return }
      for point in 0..<points { bytes[point * planes + plane] = UInt8(min(value, 255)) }
    }
    for (age, (position, occurrences)) in recent.enumerated() {
      let first = 45 * age
      for kind in ShogiPieceKind.allCases {
        for square in SquareSet(position[kind]) {
          let isOwn = position[turn] >> UInt128(square) & 1 != 0
          let isPromoted = position.promoted >> UInt128(square) & 1 != 0
          let plane = first + (isOwn ? 0 : 14) + (isPromoted ? Self.promotedPlane(kind) : Int(kind.rawValue))
          bytes[actions.point(of: square, seenBy: turn) * planes + plane] = 1
        }
      }
      for count in 0..<3 { fill(first + 28 + count, occurrences >= count + 2 ? 1 : 0) }
      for (index, kind) in ShogiPieceKind.droppable.enumerated() {
        fill(first + 31 + index, position.hand(of: turn)[kind])
        fill(first + 38 + index, position.hand(of: turn.opponent)[kind])
      }
    }
    fill(planes - 2, Int(turn.rawValue))
    fill(planes - 1, game.moves.count)
    return .bytes(bytes)
  }

  /// The plane of a promoted kind, 8 to 13. Gold generals, between silvers and bishops, cannot be promoted.
  private static func promotedPlane(_ kind: ShogiPieceKind) -> Int {
    8 + Int(kind.rawValue) - (kind.rawValue > ShogiPieceKind.gold.rawValue ? 1 : 0)
  }
}
