import Environments

/// A policy whose first episode can be watched.
struct WatchedPolicy: Policy {
  /// The error that ends the episode because the watcher wants no more.
  struct Stop: Error {}

  let policy: any Policy
  /// Called before each action with the environment, the action, and the number of actions taken before;
  /// returns false to stop.
  let watch: (_ environment: any Environment<[Float]>, _ action: [Float], _ time: Int) -> Bool

  func begin() throws { try policy.begin() }

  /// Throws `Stop` if `watch` returns false.
  func actions(in situation: Situation) throws -> [[Float]] {
    let actions = try policy.actions(in: situation)
    guard watch(situation.environments[0], actions[0], situation.time) else { throw Stop() }
    return actions
  }
}
