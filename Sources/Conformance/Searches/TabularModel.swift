/// A model given by tables: the next state and the reward of every action in every state.
package struct TabularModel: Sendable {
  package let states: Int
  package let actions: Int
  /// The next states: [states, actions].
  package let nextStates: [Int32]
  /// The rewards, seen by the player who acts: [states, actions].
  package let rewards: [Float]
  /// The logits of the policies: [states, actions].
  package let policyLogits: [Float]
  /// The values, seen by the player to move: [states].
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
