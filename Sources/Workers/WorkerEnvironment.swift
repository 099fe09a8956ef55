import Environments

/// An environment in a worker process of a pool. Resetting a copy gives it an environment of its own, unless
/// the original already has one, which both then share: the episode that was begun last goes on.
package struct WorkerEnvironment<Action: WorkerAction>: StoredEnvironment {
  private let pool: WorkerPool
  private var slot: EnvironmentSlot?
  private var episode = 0

  /// An environment that must be reset before use. Throws `WorkerError` if the pool's actions are of another
  /// kind.
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

  /// The state itself tells how many actions were taken.
  package mutating func restore(_ state: [UInt8], after _: Int = 0) throws -> Observation {
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

/// The place of an environment in a pool. It becomes free when its last reference is released. Its state
/// belongs to the pool and is guarded by the pool's lock.
final class EnvironmentSlot: @unchecked Sendable {
  let pool: WorkerPool
  let worker: Int
  let index: Int
  /// The number of episodes begun.
  var episode = 0
  /// The number of the worker's process in which the episode began.
  var life = 0
  /// Whether a request is on its way or answered, and its number among those of the worker's process.
  var isPrepared = false
  var order = 0
  /// The last reward and the number of steps of the episode.
  var reward: Float = 0
  var steps = 0
  /// For games, the player to move, 0 or 1, and the legal actions.
  var playerToMove = 0
  var legalActions: [Int]?

  init(_ pool: WorkerPool, worker: Int, index: Int) {
    (self.pool, self.worker, self.index) = (pool, worker, index)
  }

  deinit { pool.release(worker: worker, slot: index) }
}
