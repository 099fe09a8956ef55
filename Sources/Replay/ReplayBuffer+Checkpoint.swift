/// Storing a buffer with a run's checkpoint.
extension ReplayBuffer: StoredReplay {
  /// See `StoredReplay`.
  public func checkpoint() throws -> ReplayState {
    guard let log else { preconditionFailure("a checkpoint of a replay that is held in memory alone") }
    return ReplayState(content(try log.checkpoint()).writer)
  }

  /// See `StoredReplay`.
  public func checkpointIsSaved() throws { try log?.checkpointIsSaved() }

  private func content(_ log: SegmentedLog.State) -> ReplayContent {
    ReplayContent(
      priorityExponent: configuration.priorityExponent, smallestPriority: configuration.smallestPriority,
      log: log, firstIndex: totalSteps - steps, capacity: priorities.capacity,
      priorities: usesPriorities
        ? (totalSteps - steps..<totalSteps).map { priorities[$0 & (priorities.capacity - 1)] } : [])
  }

  /// Restores the priorities. The trajectories must be in the buffer already.
  func restore(_ content: ReplayContent) throws {
    let damaged = ReplayError(
      "the checkpoint's state of the replay does not fit its files; resume from another checkpoint")
    let (exponent, smallest) = (configuration.priorityExponent, configuration.smallestPriority)
    guard content.priorityExponent == exponent, content.smallestPriority == smallest else {
      throw ReplayError(
        "the replay's priorities were made with exponent \(content.priorityExponent) and smallest \(content.smallestPriority), but the configuration has \(exponent) and \(smallest); resume with the former"
      )
    }
    guard content.priorities.count == (usesPriorities ? steps : 0) else { throw damaged }
    if usesPriorities {
      priorities = SumTree(capacity: max(content.capacity, steps))
      priorities.set(
        from: content.firstIndex & (priorities.capacity - 1), count: steps
      ) { content.priorities[$0] }
    }
  }
}
