import Replay
import Search

/// States of the replay that are to be searched anew, and the policies and values that came of it, in their order.
package struct ReanalyzedStates: Sendable {
  /// [states].
  let states: [StoredState]
  /// The actions that could be taken in each; nil for all.
  let legal: [[Int]?]
  /// [searched states, actions].
  private(set) var policies: [Float] = []
  /// [searched states], each seen by the player to move.
  private(set) var rootValues: [Float] = []
  /// The first that was not searched yet.
  private(set) var next = 0

  /// None.
  package init() { self.init([], legal: []) }

  init(_ states: [StoredState], legal: [[Int]?]) {
    (self.states, self.legal) = (states, legal)
  }

  var remaining: Int { legal.count - next }

  mutating func take(_ results: [TreeResult]) {
    for result in results {
      policies += result.policy
      rootValues.append(result.rootValue)
    }
    next += results.count
  }
}
