/// The error of a request for an environment that cannot be fulfilled, as one sentence.
package struct EnvironmentError: Error, CustomStringConvertible, Equatable {
  package let description: String

  init(_ description: String) { self.description = description }
}
