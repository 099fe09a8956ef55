/// What was asked for of an environment, and why it cannot be had, in one sentence.
package struct EnvironmentError: Error, CustomStringConvertible, Equatable {
  package let description: String

  init(_ description: String) { self.description = description }
}
