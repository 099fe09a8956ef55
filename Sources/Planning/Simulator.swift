/// A true simulator on the host in which planners evaluate plans.
///
/// A copy continues from the original's state and leaves the original unchanged.
public protocol Simulator: Sendable {
  /// Takes an action [dimensions] and returns its reward, 0 if the episode is over.
  mutating func step(_ action: [Float]) -> Float
}
