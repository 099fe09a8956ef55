import Environments
import Foundation

/// Answers of workers, and waiting for them.
extension WorkerPool {
  /// An environment's response to the last request.
  ///
  /// Throws `LostEpisode` if its worker process has been replaced, and `WorkerError` if the pool cannot go
  /// on.
  func answer(_ slot: EnvironmentSlot) throws -> EnvironmentStep {
    try lock.withLock {
      defer { slot.isPrepared = false }
      if let failure { throw failure }
      let worker = workers[slot.worker]
      guard slot.life == worker.life else {
        counts.lostEpisodes += 1
        throw LostEpisode("an episode of \(task.title) was lost with its worker")
      }
      tellWorkers()
      try wait(for: slot, worker)
      return try read(slot, worker)
    }
  }

  /// Lets workers begin with all that they are to do.
  func startPrepared() { lock.withLock { tellWorkers() } }

  private func tellWorkers() {
    for worker in workers where worker.told < worker.written {
      worker.process.request(worker.written - worker.told)
      worker.told = worker.written
    }
  }

  func wait(for slot: EnvironmentSlot, _ worker: Worker) throws {
    tellWorkers()
    if worker.answered >= slot.order { return }
    let start = Self.seconds
    defer { counts.waitingSeconds += Self.seconds - start }
    var (progress, lastProgress) = (UInt64.max, start)
    while worker.answered < slot.order {
      let left = lastProgress + task.stepSeconds - Self.seconds
      let count = worker.process.takeAnswers(within: min(max(left, 0.001), 1))
      if count > 0 {
        worker.answered += count
        if worker.answered > worker.told { try lose(worker, "answered more than it was asked") }
        continue
      }
      let reached = worker.memory.load(as: UInt64.self)
      if worker.process.hasEnded() {
        try lose(worker, worker.process.end!)
      } else if reached != progress {
        (progress, lastProgress) = (reached, Self.seconds)
      } else if left <= 0 {
        try lose(worker, String(format: "took longer than %g s for a step", task.stepSeconds))
      }
    }
  }

  private func read(_ slot: EnvironmentSlot, _ worker: Worker) throws -> EnvironmentStep {
    let record = record(slot.index, worker)
    let answer = record + layout.answer
    let status = try status(of: slot, worker)
    let reward = Float(answer.load(fromByteOffset: 8, as: Double.self))
    let observation = observation(record + layout.observation)
    counts.answers += 1
    if status != .goesOn { failuresWithoutEpisode = 0 }
    try readTurn(slot, worker, isOver: status != .goesOn)
    if slot.episode > 0, reward.isFinite, observation.isFinite {
      (slot.steps, slot.reward) = (slot.steps + 1, reward)
      return EnvironmentStep(
        observation: observation, reward: reward, isTerminated: status == .terminated,
        isTruncated: status == .truncated)
    }
    let what =
      reward.isFinite
      ? "an observation holds a number that is not finite"
      : "the reward of a step is not finite, or larger than 3.4e38"
    try fail(WorkerError("\(task.title): \(what); correct the environment"))
  }

  /// Reads the player to move and the legal actions of a game.
  func readTurn(_ slot: EnvironmentSlot, _ worker: Worker, isOver: Bool) throws {
    let count = specification.maskBytes
    if count == 0 { return }
    let record = record(slot.index, worker)
    let mover = Int(record.load(fromByteOffset: layout.mover, as: UInt32.self))
    let mask = UnsafeRawBufferPointer(start: record + layout.legal, count: count)
    let legal = mask.indices.filter { mask[$0] != 0 }
    guard mover < 2, isOver || !legal.isEmpty else { try lose(worker, "answered what makes no sense") }
    (slot.playerToMove, slot.legalActions) = (mover, legal)
  }

  /// The status of the answer to the last request. Throws if the answer is invalid, or if the worker has
  /// failed.
  func status(of slot: EnvironmentSlot, _ worker: Worker) throws -> WorkerStatus {
    let answer = record(slot.index, worker) + layout.answer
    guard let status = WorkerStatus(rawValue: answer.load(as: UInt32.self)),
      answer.load(fromByteOffset: 4, as: UInt32.self) == UInt32(truncatingIfNeeded: slot.order)
    else { try lose(worker, "answered what makes no sense") }
    if status == .failed { try fail(complaint(of: worker)) }
    return status
  }

  func observation(_ memory: UnsafeMutableRawPointer) -> Observation {
    let count = specification.observations.count
    switch specification.observations.element {
    case .uint8:
      counts.bytes += count
      return .bytes([UInt8](UnsafeRawBufferPointer(start: memory, count: count)))
    case .float32:
      counts.bytes += 4 * count
      return .numbers(
        [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
          UnsafeMutableRawBufferPointer(buffer).copyMemory(
            from: UnsafeRawBufferPointer(start: memory, count: 4 * count))
          initialized = count
        })
    }
  }

  static var seconds: Double { Double(DispatchTime.now().uptimeNanoseconds) * 1e-9 }

  /// Rows of a board's points, each with the number, from 1, of the first plane that is not 0 there, or with
  /// a dot.
  private func board(of bytes: [UInt8]) -> [String] {
    let (shape, maximum) = (specification.observations.shape, 9)
    let (height, width, planes) = (shape[0], shape[1], shape[2])
    return (0..<height).map { row in
      (0..<width).map { column in
        let start = (row * width + column) * planes
        let plane = (0..<min(planes, maximum)).first { bytes[start + $0] != 0 }
        return plane.map { "\($0 + 1)" } ?? "."
      }.joined(separator: " ")
    }
  }

  func text(of slot: EnvironmentSlot) -> String {
    lock.withLock {
      let record = record(slot.index, workers[slot.worker])
      var text = "\(task.title), step \(max(0, slot.steps - 1)), reward \(slot.reward)"
      switch observation(record + layout.observation) {
      case .numbers(let numbers): text += "\n" + numbers.prefix(12).map { "\($0)" }.joined(separator: " ")
      case .bytes(let bytes):
        if specification.players == 2 { text += "\n" + board(of: bytes).joined(separator: "\n") }
      }
      return text
    }
  }
}

extension Observation {
  fileprivate var isFinite: Bool {
    switch self {
    case .bytes: true
    case .numbers(let values): values.allSatisfy(\.isFinite)
    }
  }
}
