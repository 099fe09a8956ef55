/// A model that is a table: where every action leads from every state, and what it brings.
package struct TabularModel: Sendable {
  package let states: Int
  package let actions: Int
  /// [states, actions]
  package let nextStates: [Int32]
  /// Seen by the player who acts: [states, actions].
  package let rewards: [Float]
  /// [states, actions]
  package let policyLogits: [Float]
  /// Seen by the player to move: [states].
  package let values: [Float]

  package init(
    states: Int, actions: Int, nextStates: [Int32], rewards: [Float], policyLogits: [Float], values: [Float]
  ) {
    let size = states * actions
    precondition(
      nextStates.count == size && rewards.count == size && policyLogits.count == size
        && values.count == states,
      "\(states) states, \(actions) actions, \(nextStates.count) next states, \(rewards.count) rewards, \(policyLogits.count) logits, \(values.count) values"
    )
    self.states = states
    self.actions = actions
    self.nextStates = nextStates
    self.rewards = rewards
    self.policyLogits = policyLogits
    self.values = values
  }
}
