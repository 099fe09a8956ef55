/// A true simulator that plans are tried in, on the host.
///
/// A copy goes on from where it was copied, and leaves the original as it is.
public protocol Simulator: Sendable {
  /// Takes an action [dimensions], and returns the reward that it brings; 0 once an episode is over.
  mutating func step(_ action: [Float]) -> Float
}
