import Replay
import Search

/// States of the replay to be searched again, with the policies and values that the searches found, in the
/// same order.
package struct ReanalyzedStates: Sendable {
  /// [states].
  let states: [StoredState]
  /// The legal actions of each state; nil if all are legal.
  let legal: [[Int]?]
  /// The policies found so far: [searched states, actions].
  private(set) var policies: [Float] = []
  /// The root values found so far, each seen by the player to move: [searched states].
  private(set) var rootValues: [Float] = []
  /// The index of the first state that has not been searched.
  private(set) var next = 0

  /// An empty list.
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
