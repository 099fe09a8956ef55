import Foundation

/// Plays an agent against every sequence of moves that an opponent can make, in a small two-player game.
///
/// The agent's choice must depend on the position alone. The games proceed ply by ply, so that the agent is
/// asked about all positions of a ply at once. Positions with the same observation and the same player to
/// move are asked about once, and count as many times as there are sequences that lead to them. The
/// observation must therefore determine how the game can go on: this holds for tic-tac-toe and Connect Four,
/// but not for Go.
public struct ExhaustiveMatch: Sendable {
  /// A position that the agent is asked about.
  public struct Position: Sendable {
    /// The game, in which the agent is to move.
    public var environment: any Environment<Int>
    /// The agent's observation of it.
    public let observation: Observation
    /// The number of sequences of the opponent's moves that led here.
    public fileprivate(set) var sequences: Int
  }

  /// The number of distinct positions that the agent was asked about in all runs.
  public private(set) var positionsAsked = 0

  /// A match before its first run.
  public init() {}

  /// The largest number of sequences of an opponent's moves that are played.
  private static let maximumSequences = 1e6

  /// Whether a game is small enough, and its observations determine how it goes on. An opponent who moves
  /// last has fewer sequences of moves than the number of actions to the power of the number of that player's
  /// moves.
  public static func suits(_ game: EnvironmentSpecification) -> Bool {
    guard game.players == 2, let longest = game.longestEpisode,
      case .discrete(let actions, let meaning) = game.actions, meaning != .boardPointOrPass
    else { return false }
    return pow(Double(actions), Double((longest + 1) / 2)) <= maximumSequences
  }

  /// Counts the outcomes of all games from the beginning, one for each sequence of the opponent's moves, for
  /// the agent.
  ///
  /// - Parameters:
  ///   - environment: The game, which is reset first. Its last move must bear the outcome as its reward.
  ///   - agentSide: Which player the agent is: 0 or 1.
  ///   - choose: The agent: a legal action for each of the positions, all of them of one ply.
  /// - Returns: The agent's wins, draws and losses.
  public mutating func run(
    _ environment: any Environment<Int>, agentSide: Int, choose: ([Position]) throws -> [Int]
  ) throws -> MatchScore {
    precondition(agentSide == 0 || agentSide == 1, "an agent that is player \(agentSide), where 0 and 1 play")
    precondition(environment.specification.players == 2, "a match of two players, in a game of one")
    var score = MatchScore()
    var game = environment
    let observation = try game.reset(seed: 0)
    var frontier = [Position(environment: game, observation: observation, sequences: 1)]
    while !frontier.isEmpty {
      let asked = frontier.filter { $0.environment.playerToMove == agentSide }
      let choices = asked.isEmpty ? [] : try choose(asked)
      precondition(choices.count == asked.count, "\(choices.count) actions for \(asked.count) positions")
      positionsAsked += asked.count
      var next = Ply()
      for (position, action) in zip(asked, choices) {
        try next.add(position, action: action, for: agentSide, to: &score)
      }
      for position in frontier where position.environment.playerToMove != agentSide {
        for action in position.environment.actionsToChooseFrom {
          try next.add(position, action: action, for: agentSide, to: &score)
        }
      }
      frontier = next.positions
    }
    return score
  }

  /// Runs both sides: the agent as the first player, then as the second.
  public mutating func run(
    bothSidesOf environment: any Environment<Int>, choose: ([Position]) throws -> [Int]
  ) throws -> MatchScore {
    try run(environment, agentSide: 0, choose: choose) + run(environment, agentSide: 1, choose: choose)
  }

  /// The distinct positions after a number of moves, in the order in which they were reached.
  private struct Ply {
    struct Key: Hashable {
      let bytes: [UInt8]
      let numbers: [Float]
      let player: Int
    }

    var positions: [Position] = []
    private var places: [Key: Int] = [:]

    mutating func add(_ position: Position, action: Int, for agentSide: Int, to score: inout MatchScore)
      throws
    {
      var position = position
      let player = position.environment.playerToMove
      let step = try position.environment.step(action)
      if step.isOver {
        score.count(reward: player == agentSide ? step.reward : -step.reward, games: position.sequences)
        return
      }
      let next = position.environment.playerToMove
      let key =
        switch step.observation {
        case .bytes(let bytes): Key(bytes: bytes, numbers: [], player: next)
        case .numbers(let numbers): Key(bytes: [], numbers: numbers, player: next)
        }
      if let place = places[key] {
        positions[place].sequences += position.sequences
      } else {
        places[key] = positions.count
        positions.append(
          Position(
            environment: position.environment, observation: step.observation, sequences: position.sequences))
      }
    }
  }
}
