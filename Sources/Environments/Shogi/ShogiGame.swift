/// A game of shogi from any position on: the moves made, what repeats, and whether it is over.
package struct ShogiGame: Sendable {
  /// The position in which the game began.
  package let start: ShogiPosition
  /// The current position.
  package private(set) var position: ShogiPosition
  /// The moves since the start.
  package private(set) var moves: [ShogiMove] = []
  /// The rule by which an impasse is declared as soon as possible; nil for never.
  package let impasse: ShogiImpasse?
  /// The result; nil while the game goes on.
  package private(set) var result: ShogiResult?

  /// The hashes of all positions since the start, ending with the current one.
  private var hashes: [PositionHash]
  /// The number of a player's last moves that gave check without interruption: [color].
  private var checks = [0, 0]

  /// A game before its first move.
  package init(from start: ShogiPosition = ShogiPosition(), impasse: ShogiImpasse? = .points27) {
    (self.start, position, self.impasse) = (start, start, impasse)
    hashes = [start.hash]
    result = findResult()
  }

  /// Makes a legal move. In a game that is over, the result is then that of the new position.
  package mutating func play(_ move: ShogiMove) {
    precondition(position.isLegal(move), "\(move.usi) is not legal in \(position.sfen)")
    let mover = Int(position.turn.rawValue)
    position.play(move)
    moves.append(move)
    hashes.append(position.hash)
    checks[mover] = position.isCheck ? checks[mover] + 1 : 0
    result = findResult()
  }

  /// The number of occurrences of the current position, this one included.
  package var occurrences: Int {
    guard let now = hashes.last else { return 1 }
    return hashes.count { $0 == now }
  }

  private func findResult() -> ShogiResult? {
    if position.legalMoveCount == 0 {
      return ShogiResult(winner: position.turn.opponent, reason: position.isCheck ? .checkmate : .stalemate)
    }
    if let repetition = findRepetition() { return repetition }
    switch impasse?.declaration(in: position) {
    case .win: return ShogiResult(winner: position.turn, reason: .impasse)
    case .draw: return ShogiResult(winner: nil, reason: .impasse)
    case nil: return nil
    }
  }

  private func findRepetition() -> ShogiResult? {
    let now = hashes[hashes.count - 1]
    let earlier = hashes.indices.reversed().lazy.filter { hashes[$0] == now }.prefix(4)
    guard let first = Array(earlier).dropFirst(3).first else { return nil }
    // Each player made as many moves since the position occurred first.
    let moves = (hashes.count - 1 - first) / 2
    let perpetual = ShogiColor.allCases.filter { checks[Int($0.rawValue)] >= moves }
    if perpetual.count == 1 { return ShogiResult(winner: perpetual[0].opponent, reason: .perpetualCheck) }
    return ShogiResult(winner: position.variant == .mini ? .white : nil, reason: .repetition)
  }
}
