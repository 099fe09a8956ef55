/// The error of an episode that cannot go on because its worker process failed, as one sentence. Another
/// episode can be begun.
package struct LostEpisode: Error, CustomStringConvertible, Equatable {
  package let description: String

  package init(_ description: String) { self.description = description }
}
