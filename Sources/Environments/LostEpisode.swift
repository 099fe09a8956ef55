/// An episode that cannot go on because of where its environment lived, in one sentence; another may be begun.
package struct LostEpisode: Error, CustomStringConvertible, Equatable {
  package let description: String

  package init(_ description: String) { self.description = description }
}
