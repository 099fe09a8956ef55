import Environments

/// An environment in a worker process of a pool. A copy that is reset has an environment of its own, unless the original
/// has one already, which both then share: the episode that was begun last goes on.
package struct WorkerEnvironment<Action: WorkerAction>: StoredEnvironment {
  private let pool: WorkerPool
  private var slot: EnvironmentSlot?
  private var episode = 0

  /// An environment that is to be reset. Throws `WorkerError` where the pool's have actions of another kind.
  package init(in pool: WorkerPool) throws {
    guard Action.suits(pool.specification.actions) else {
      let actions =
        switch pool.specification.actions {
        case .discrete(let count, _): "a choice of \(count)"
        case .continuous(let low, let high): "\(low.count) numbers from \(low) to \(high)"
        }
      throw WorkerError(
        "\(pool.specification.name): its actions are \(actions), but this agent needs \(Action.kind)")
    }
    self.pool = pool
  }

  package var specification: EnvironmentSpecification { pool.specification }
  package var isCopied: Bool { false }
  package var legalActions: [Int]? { slot?.legalActions }
  package var playerToMove: Int { slot?.playerToMove ?? 0 }
  package var text: String { slot.map { pool.text(of: $0) } ?? "\(specification.name), not begun" }

  package mutating func reset(seed: UInt64) throws -> Observation {
    let slot = try slot ?? pool.makeSlot()
    self.slot = slot
    episode = try pool.begin(slot, seed: seed)
    return try pool.answer(slot).observation
  }

  package func prepare(_ action: Action) {
    let slot = running()
    pool.prepare(slot, action)
  }

  package func startPrepared() { pool.startPrepared() }

  package mutating func step(_ action: Action) throws -> EnvironmentStep {
    let slot = running()
    if !slot.isPrepared { pool.prepare(slot, action) }
    return try pool.answer(slot)
  }

  package func state() throws -> [UInt8]? { try pool.state(of: running()) }

  package mutating func restore(_ state: [UInt8]) throws -> Observation {
    let slot = try slot ?? pool.makeSlot()
    self.slot = slot
    let restored = try pool.restore(slot, state)
    episode = restored.episode
    return restored.observation
  }

  private func running() -> EnvironmentSlot {
    guard let slot, slot.episode == episode else {
      preconditionFailure("an episode of \(specification.name) that is over, or was begun anew elsewhere")
    }
    return slot
  }
}

/// An environment's place in a pool, which is free for another with the last that knows of it. Its state is the pool's,
/// and guarded by its lock.
final class EnvironmentSlot: @unchecked Sendable {
  let pool: WorkerPool
  let worker: Int
  let index: Int
  /// How many episodes were begun.
  var episode = 0
  /// Which of the worker's lives the episode belongs to.
  var life = 0
  /// Whether a request is on its way or answered, and its number among all of the worker's life.
  var isPrepared = false
  var order = 0
  /// The last reward and the steps of the episode.
  var reward: Float = 0
  var steps = 0
  /// Of games: who moves next, 0 or 1, and what is legal.
  var playerToMove = 0
  var legalActions: [Int]?

  init(_ pool: WorkerPool, worker: Int, index: Int) {
    (self.pool, self.worker, self.index) = (pool, worker, index)
  }

  deinit { pool.release(worker: worker, slot: index) }
}
