/// An environment whose episode can be stored, and continued in another process.
package protocol StoredEnvironment<Action>: Environment {
  /// The whole state of the current episode; nil if it cannot be stored.
  ///
  /// Throws if no episode can go on.
  func state() throws -> [UInt8]?

  /// Continues the episode of a stored `state`, in which `steps` actions were taken. Returns the newest observation.
  ///
  /// Throws `LostEpisode` if another episode can be begun, and any other error if none can.
  mutating func restore(_ state: [UInt8], after steps: Int) throws -> Observation
}
