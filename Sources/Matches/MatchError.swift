/// The error of a match that cannot begin or go on: what is wrong, and what to do.
package struct MatchError: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
