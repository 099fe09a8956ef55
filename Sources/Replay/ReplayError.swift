/// An error of a replay: what it cannot hold, write or read, and what to do about it.
package struct ReplayError: Error, Equatable, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}
