/// The properties of an environment that an agent must know before it acts.
public struct EnvironmentSpecification: Sendable, Equatable {
  /// The form of observations.
  public struct Observations: Sendable, Equatable {
    /// The type of an observation's elements.
    public enum Element: String, Sendable, Equatable, Codable {
      case float32
      case uint8
    }

    /// The shape: [size], or [height, width, channels].
    public let shape: [Int]
    /// The type of the elements.
    public let element: Element

    /// Observations of a shape.
    public init(shape: [Int], element: Element) { (self.shape, self.element) = (shape, element) }

    /// The number of elements of an observation.
    public var count: Int { shape.reduce(1, *) }
  }

  /// The form of actions.
  public enum Actions: Sendable, Equatable {
    /// Integers from 0 to count − 1.
    case discrete(count: Int, meaning: ActionMeaning)
    /// Vectors [dimensions] within bounds.
    case continuous(low: [Float], high: [Float])
  }

  /// The environment's name on the command line.
  public let name: String
  /// The form of observations.
  public let observations: Observations
  /// The form of actions.
  public let actions: Actions
  /// The number of players: 1, or 2 who move in turn.
  public let players: Int
  /// The number of actions after which an episode is truncated, or must have ended; nil if there is no limit.
  public let longestEpisode: Int?

  /// A specification of an environment of 1 or 2 players.
  public init(
    name: String, observations: Observations, actions: Actions, players: Int = 1, longestEpisode: Int? = nil
  ) {
    precondition(players == 1 || players == 2, "\(players) players, where 1 or 2 can play")
    self.name = name
    self.observations = observations
    self.actions = actions
    self.players = players
    self.longestEpisode = longestEpisode
  }
}

/// The meaning of discrete actions, which decides how they are encoded for a network.
public enum ActionMeaning: String, Sendable, Equatable, Codable {
  /// One of several unrelated actions.
  case choice
  /// A point of the board: row · width + column.
  case boardPoint
  /// As `boardPoint`, with a pass after the last point.
  case boardPointOrPass
  case boardColumn
  case chessMove
  case shogiMove
}
