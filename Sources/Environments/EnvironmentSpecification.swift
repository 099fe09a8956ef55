/// What an agent must know of an environment before it acts in it.
public struct EnvironmentSpecification: Sendable, Equatable {
  /// What observations are.
  public struct Observations: Sendable, Equatable {
    /// What their elements are.
    public enum Element: String, Sendable, Equatable, Codable {
      case float32
      case uint8
    }

    /// [size], or [height, width, channels].
    public let shape: [Int]
    /// What each of them is.
    public let element: Element

    /// Observations of a shape.
    public init(shape: [Int], element: Element) { (self.shape, self.element) = (shape, element) }

    /// How many elements an observation has.
    public var count: Int { shape.reduce(1, *) }
  }

  /// What actions are.
  public enum Actions: Sendable, Equatable {
    /// 0 to count − 1.
    case discrete(count: Int, meaning: ActionMeaning)
    /// Vectors within bounds: [dimensions] each.
    case continuous(low: [Float], high: [Float])
  }

  /// What the environment is called on the command line.
  public let name: String
  /// What an agent sees.
  public let observations: Observations
  /// What an agent can do.
  public let actions: Actions
  /// 1, or 2 who move in turn.
  public let players: Int
  /// After how many actions an episode is cut off, or must have ended; nil where nothing bounds it.
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

/// What a discrete action stands for, which decides how it enters a network.
public enum ActionMeaning: String, Sendable, Equatable, Codable {
  /// One of several, unrelated.
  case choice
  /// A point of the board: row · width + column.
  case boardPoint
  /// As `boardPoint`, and a pass behind the last point.
  case boardPointOrPass
  /// A column of the board.
  case boardColumn
  /// A move of `ChessActions`.
  case chessMove
  /// A move of `ShogiActions`.
  case shogiMove
}
