import Environments

/// Episodes that are stored, and gone on with.
extension WorkerPool {
  /// The state of a seat's episode; nil where its environment has none, or its worker has ended.
  ///
  /// Throws `WorkerError` where nothing can go on.
  func state(of seat: WorkerSeat) throws -> [UInt8]? {
    try lock.withLock {
      if let failure { throw failure }
      let worker = workers[seat.worker]
      guard layout.stateBytes > 0, seat.life == worker.life else { return nil }
      precondition(!seat.isPrepared, "a state of \(task.title) while an action is taken")
      write(.save, seed: 0, for: seat, worker)
      defer { seat.isPrepared = false }
      do {
        try wait(for: seat, worker)
        _ = try status(of: seat, worker)
        let area = worker.memory + layout.state
        let count = Int(clamping: area.load(as: UInt64.self))
        guard count <= layout.stateBytes else { try lose(worker, "stored what makes no sense") }
        return [UInt8](UnsafeRawBufferPointer(start: area + 8, count: count))
      } catch is LostEpisode {
        // The next step says so, and counts it.
        counts.lostEpisodes -= 1
        return nil
      }
    }
  }

  /// Goes on with an episode in a seat; returns its number there, and what was observed last.
  ///
  /// Throws `LostEpisode` where its worker has ended, and `WorkerError` where nothing can go on.
  func restore(_ seat: WorkerSeat, _ state: [UInt8]) throws -> (episode: Int, observation: Observation) {
    try lock.withLock {
      if let failure { throw failure }
      guard state.count <= layout.stateBytes else {
        try fail(
          WorkerError(
            "\(task.title): a state of \(state.count) bytes is none of its; begin the run once more")
        )
      }
      let worker = workers[seat.worker]
      let area = worker.memory + layout.state
      area.storeBytes(of: UInt64(state.count), as: UInt64.self)
      UnsafeMutableRawBufferPointer(start: area + 8, count: state.count).copyBytes(from: state)
      seat.life = worker.life
      seat.episode += 1
      write(.restore, seed: 0, for: seat, worker)
      defer { seat.isPrepared = false }
      try wait(for: seat, worker)
      _ = try status(of: seat, worker)
      try readTurn(seat, worker, isOver: false)
      return (
        seat.episode, observation(record(seat.slot, worker) + layout.observation)
      )
    }
  }
}
