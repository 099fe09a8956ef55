/// The error of an episode that cannot go on because its worker process failed, as one sentence. Another
/// episode can be begun.
public struct LostEpisode: Error, CustomStringConvertible, Equatable {
  public let description: String

  public init(_ description: String) { self.description = description }
}
