import ArgumentParser
import MuZero

/// The opponent that an agent is to play, as in `--against mcts:1000`.
enum Adversary: ExpressibleByArgument, CustomStringConvertible {
  case opponent(MatchOpponent)
  case exhaustive

  private static let exhaustiveName = "exhaustive"

  init?(argument: String) {
    if argument == Self.exhaustiveName {
      self = .exhaustive
    } else if let opponent = MatchOpponent(argument) {
      self = .opponent(opponent)
    } else {
      return nil
    }
  }

  var description: String {
    switch self {
    case .opponent(let opponent): opponent.description
    case .exhaustive: Self.exhaustiveName
    }
  }

  /// Whether it plays on in copies of the game.
  var triesMoves: Bool {
    if case .opponent(.random) = self { false } else { true }
  }
}
