import Environments

/// A heap of 21 stones, from which two players take one, two or three in turn. Who takes the last one wins.
public struct TakeAway: Environment {
  private static let stones = 21

  private var heap = stones
  /// 0, or 1 for the second player.
  public private(set) var playerToMove = 0

  /// A game that begins.
  public init() {}

  /// What agents must know of the game.
  public var specification: EnvironmentSpecification {
    EnvironmentSpecification(
      name: "take-away", observations: .init(shape: [Self.stones + 1], element: .float32),
      actions: .discrete(count: 3, meaning: .choice), players: 2, longestEpisode: Self.stones)
  }

  /// Nothing depends on the seed.
  public mutating func reset(seed: UInt64) -> Observation {
    self = TakeAway()
    return observation
  }

  /// Action 0 takes one stone, action 2 three. The reward is that of the player who has moved.
  public mutating func step(_ action: Int) -> EnvironmentStep {
    heap -= action + 1
    playerToMove = 1 - playerToMove
    return EnvironmentStep(observation: observation, reward: heap == 0 ? 1 : 0, isTerminated: heap == 0)
  }

  /// No more than there are.
  public var legalActions: [Int]? { Array(0..<min(3, heap)) }

  /// What both players see of so many stones: a one at their number.
  public static func observation(of heap: Int) -> Observation {
    .numbers((0...stones).map { $0 == heap ? 1 : 0 })
  }

  private var observation: Observation { Self.observation(of: heap) }

  /// What people see.
  public var text: String { "\(heap) stones: \(String(repeating: "o", count: heap))" }

  /// What people type: how many stones they take.
  public func name(of action: Int) -> String { "\(action + 1)" }

  /// What people have typed.
  public func action(named name: String) -> Int? { ["1", "2", "3"].firstIndex(of: name) }
}
