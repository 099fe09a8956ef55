/// The error of a text that is not a valid position, move or game: what is wrong, where, and what to write
/// instead, in one sentence.
package struct NotationError: Error, CustomStringConvertible, Equatable {
  package let description: String

  init(_ description: String) { self.description = description }
}
