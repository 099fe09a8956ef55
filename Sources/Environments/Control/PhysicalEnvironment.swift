/// An environment whose state is a few numbers that can be read, and that an episode can begin from: for planning with
/// the true dynamics, and for comparing them with others.
public protocol PhysicalEnvironment: Environment where Failure == Never {
  /// What the dynamics act on; all of it, but for how many steps the episode has had.
  associatedtype State: Sendable, Equatable

  /// The state now.
  var state: State { get }

  /// Begins an episode from a state instead of a random one, and returns its first observation.
  mutating func begin(at state: State) -> Observation
}
