/// An environment whose state is a few numbers that can be read, and in which an episode can begin: for
/// planning with the true dynamics, and for comparisons with other implementations.
public protocol PhysicalEnvironment: Environment where Failure == Never {
  /// The state that the dynamics act on. It does not include the number of steps of the episode.
  associatedtype State: Sendable, Equatable

  var state: State { get }

  /// Begins an episode from a state instead of a random one, and returns its first observation.
  mutating func begin(at state: State) -> Observation
}
