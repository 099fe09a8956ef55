/// A game that engines play by a protocol of text: positions and moves have names, and can be counted.
package protocol EngineGame: Environment where Action == Int, Failure == Never {
  /// The same game, of the same settings, from a position on; from the usual one where it is nil.
  ///
  /// Throws `NotationError` where the text is no position.
  func beginning(at position: String?) throws(NotationError) -> Self

  /// Makes the move of that name, in a game that is over, too.
  ///
  /// Throws `NotationError` where the name is no move or no legal one.
  mutating func play(named name: String) throws(NotationError)

  /// The position in the game's notation.
  var positionText: String { get }

  /// The names of the legal moves.
  var moveNames: [String] { get }

  /// How many sequences of `depth` legal moves begin with the move of that name, which must be legal; nil if `isStopped`
  /// became true meanwhile.
  func perft(after name: String, depth: Int, isStopped: () -> Bool) -> Int?

  /// What the player to move sees.
  var observation: Observation { get }

  /// Whether the rules or the move limit have ended the game.
  var isOver: Bool { get }

  /// Whether the player to move has lost.
  var isLost: Bool { get }

  /// Whether the player to move has won without a move, by a declaration.
  var isDeclared: Bool { get }
}

/// A position whose successors can be counted.
protocol PerftPosition {
  associatedtype Move
  var moveArray: [Move] { get }
  func playing(_ move: Move) -> Self
  func perft(depth: Int) -> Int
}

extension PerftPosition {
  /// How many sequences of `depth` legal moves there are from here; nil if `isStopped` became true meanwhile.
  ///
  /// It is asked before every two moves that are counted at once, thousands of times a second.
  func perft(depth: Int, isStopped: () -> Bool) -> Int? {
    if isStopped() { return nil }
    if depth <= 2 { return perft(depth: depth) }
    var sum = 0
    for move in moveArray {
      guard let count = playing(move).perft(depth: depth - 1, isStopped: isStopped) else { return nil }
      sum &+= count
    }
    return sum
  }
}

extension ChessPosition: PerftPosition {
  var moveArray: [ChessMove] { legalMoves.array }
}

extension ShogiPosition: PerftPosition {
  var moveArray: [ShogiMove] { legalMoves.array }
}

extension EngineGame {
  /// The same game from its usual position on.
  var beginning: Self {
    do { return try beginning(at: nil) } catch { preconditionFailure("the usual position: \(error)") }
  }
}
