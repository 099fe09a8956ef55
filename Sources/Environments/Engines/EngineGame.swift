/// A game that engines play by a text protocol: positions and moves have names, and moves can be counted.
package protocol EngineGame: SearchableGame {
  /// The same game with the same settings, from a position; nil for the usual one.
  ///
  /// Throws `NotationError` if the text is not a position.
  func beginning(at position: String?) throws(NotationError) -> Self

  /// Makes the move of this name, even in a game that is over.
  ///
  /// Throws `NotationError` if the name is not a move or is not legal.
  mutating func play(named name: String) throws(NotationError)

  var positionText: String { get }

  var moveNames: [String] { get }

  /// The number of sequences of `depth` legal moves that begin with the move of this name, which must be
  /// legal; nil if `isStopped` returned true.
  func perft(after name: String, depth: Int, isStopped: () -> Bool) -> Int?

  /// Whether the rules or the move limit have ended the game.
  var isOver: Bool { get }

  /// Whether the player to move has lost.
  var isLost: Bool { get }

  /// Whether the player to move has won by a declaration, without a move.
  var isDeclared: Bool { get }
}

/// A position whose successors can be counted.
package protocol PerftPosition {
  associatedtype Moves: RandomAccessCollection where Moves.Index == Int
  var legalMoves: Moves { get }
  var legalMoveCount: Int { get }
  func playing(_ move: Moves.Element) -> Self
}

extension PerftPosition {
  /// The number of sequences of `depth` legal moves from here. Moves of the last ply are counted without
  /// being made.
  package func perft(depth: Int) -> Int {
    if depth == 0 { return 1 }
    if depth == 1 { return legalMoveCount }
    let moves = legalMoves
    var sum = 0
    for index in moves.startIndex..<moves.endIndex { sum &+= playing(moves[index]).perft(depth: depth - 1) }
    return sum
  }

  /// The number of sequences of `depth` legal moves from here; nil if `isStopped` returned true.
  ///
  /// `isStopped` is called before every two plies that are counted at once, thousands of times a second.
  func perft(depth: Int, isStopped: () -> Bool) -> Int? {
    if isStopped() { return nil }
    if depth <= 2 { return perft(depth: depth) }
    var sum = 0
    for move in legalMoves {
      guard let count = playing(move).perft(depth: depth - 1, isStopped: isStopped) else { return nil }
      sum &+= count
    }
    return sum
  }
}

extension ChessPosition: PerftPosition {}

extension ShogiPosition: PerftPosition {}

extension EngineGame {
  /// The same game from its usual position.
  var beginning: Self {
    do { return try beginning(at: nil) } catch { preconditionFailure("the usual position: \(error)") }
  }
}
