/// Searching old states again with new parameters (Schrittwieser et al. 2020, appendix H; 2021).
extension ReplayBuffer {
  /// The stacked observations of states in the buffer: [states, height, width, channels] or [states, size];
  /// see `ObservationStacking`.
  public func observations(of states: [StatePosition]) -> ObservationBatch {
    var observations = ObservationBatch(configuration.observations.element)
    fillObservations(of: states, into: &observations)
    return observations
  }

  /// The same as `observations(of:)`, into memory that is resized as needed.
  package func fillObservations(of states: [StatePosition], into observations: inout ObservationBatch) {
    let stacking = configuration.stacking
    observations.resize(to: states.count * stacking.size, of: configuration.observations.element)
    for (row, state) in states.enumerated() {
      stacking.write(entry(state.serial).trajectory, step: state.step, to: &observations, row: row)
    }
  }

  /// States in the buffer, which remain usable after their trajectories are evicted.
  package func stored(_ states: [StatePosition]) -> [StoredState] {
    states.map { StoredState(entry($0.serial).trajectory, step: $0.step) }
  }

  /// The legal actions in a state, in ascending order; nil if all are legal.
  public func legalActions(in state: StatePosition) -> [Int]? {
    let (legal, actions) = (entry(state.serial).trajectory.legal, configuration.actions)
    guard !legal.isEmpty else { return nil }
    let found = (0..<actions).filter { legal[state.step * actions + $0] != 0 }
    return found.count == actions ? nil : found
  }
}
