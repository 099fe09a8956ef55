import Environments

/// Storing and continuing episodes.
extension WorkerPool {
  /// The state of a slot's episode; nil if its environment has none, or if its worker has ended.
  ///
  /// Throws `WorkerError` if the pool cannot go on.
  func state(of slot: EnvironmentSlot) throws -> [UInt8]? {
    try lock.withLock {
      if let failure { throw failure }
      let worker = workers[slot.worker]
      guard layout.stateBytes > 0, slot.life == worker.life else { return nil }
      precondition(!slot.isPrepared, "a state of \(task.title) while an action is taken")
      write(.save, seed: 0, for: slot, worker)
      defer { slot.isPrepared = false }
      do {
        try wait(for: slot, worker)
        _ = try status(of: slot, worker)
        let area = worker.memory + layout.state
        let count = Int(clamping: area.load(as: UInt64.self))
        guard count <= layout.stateBytes else { try lose(worker, "stored what makes no sense") }
        return [UInt8](UnsafeRawBufferPointer(start: area + 8, count: count))
      } catch is LostEpisode {
        // The next step reports the loss and counts it.
        counts.lostEpisodes -= 1
        return nil
      }
    }
  }

  /// Continues a stored episode in a slot. Returns its number there, and the newest observation.
  ///
  /// Throws `LostEpisode` if its worker has ended, and `WorkerError` if the pool cannot go on.
  func restore(_ slot: EnvironmentSlot, _ state: [UInt8]) throws -> (episode: Int, observation: Observation) {
    try lock.withLock {
      if let failure { throw failure }
      guard state.count <= layout.stateBytes else {
        try fail(
          WorkerError(
            "\(task.title): a state of \(state.count) bytes is none of its; begin the run once more")
        )
      }
      let worker = workers[slot.worker]
      let area = worker.memory + layout.state
      area.storeBytes(of: UInt64(state.count), as: UInt64.self)
      UnsafeMutableRawBufferPointer(start: area + 8, count: state.count).copyBytes(from: state)
      slot.life = worker.life
      slot.episode += 1
      write(.restore, seed: 0, for: slot, worker)
      defer { slot.isPrepared = false }
      try wait(for: slot, worker)
      _ = try status(of: slot, worker)
      try readTurn(slot, worker, isOver: false)
      return (
        slot.episode, observation(record(slot.index, worker) + layout.observation)
      )
    }
  }
}
