/// A run whose agent cannot be used: which, why, and what to do.
struct StoredAgentError: Error, CustomStringConvertible {
  let description: String
}
