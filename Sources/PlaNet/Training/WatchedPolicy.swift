import Environments

/// A policy that lets someone watch the first episode that it plays.
struct WatchedPolicy: Policy {
  /// The watcher has seen enough.
  struct Stop: Error {}

  let policy: any Policy
  /// What is watched before each action: the environment, the action, and how many were taken before; false to stop.
  let watch: (_ environment: any Environment<[Float]>, _ action: [Float], _ time: Int) -> Bool

  func begin() throws { try policy.begin() }

  /// Throws `Stop` where the watcher has seen enough.
  func actions(in situation: Situation) throws -> [[Float]] {
    let actions = try policy.actions(in: situation)
    guard watch(situation.environments[0], actions[0], situation.time) else { throw Stop() }
    return actions
  }
}
