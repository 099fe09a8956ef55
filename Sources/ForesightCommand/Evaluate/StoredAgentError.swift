/// The error of a run whose agent cannot be used: which one, why, and what to do.
struct StoredAgentError: Error, CustomStringConvertible {
  let description: String
}
