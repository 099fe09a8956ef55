/// The error of an episode that cannot go on because its worker process failed, as one sentence. Another
/// episode can be begun.
public struct LostEpisode: Error, CustomStringConvertible, Equatable {
  /// The reason, in one sentence.
  public let description: String

  /// A lost episode, for environments of your own that can lose some.
  public init(_ description: String) { self.description = description }
}
