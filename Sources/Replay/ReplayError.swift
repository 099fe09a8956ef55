/// An error of a replay: what it cannot hold, write or read, and what to do about it.
public struct ReplayError: Error, Equatable, CustomStringConvertible {
  /// What is wrong, and what to do.
  public let description: String

  init(_ description: String) { self.description = description }
}
