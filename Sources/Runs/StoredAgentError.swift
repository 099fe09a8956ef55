/// A run whose agent cannot be used: which, why, and what to do.
package struct StoredAgentError: Error, CustomStringConvertible {
  package let description: String

  package init(description: String) { self.description = description }
}
