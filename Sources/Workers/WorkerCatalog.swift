import Synchronization

/// Environments in worker processes, by the tasks in settings. Equal tasks share a pool.
package enum WorkerCatalog {
  private static let pools = Mutex<[WorkerTask: WorkerPool]>([:])

  /// An environment of a task, in the pool that all environments of this task share.
  ///
  /// Throws `WorkerError` if there is none, or if its actions are of another kind.
  package static func environment<Action: WorkerAction>(
    _ task: WorkerTask, actions: Action.Type = Action.self
  ) throws -> WorkerEnvironment<Action> {
    try WorkerEnvironment(in: pool(task))
  }

  /// The pool of a task. A pool that has failed is replaced.
  package static func pool(_ task: WorkerTask) throws -> WorkerPool {
    try pools.withLock { pools in
      if let pool = pools[task], pool.isOpen { return pool }
      let pool = try WorkerPool(task)
      pools[task] = pool
      return pool
    }
  }

  /// Makes the pool of a task, if there is one, write its records to a run's folder.
  package static func keepRecords(of task: WorkerTask, in folder: String) {
    pools.withLock { $0[task]?.keepRecords(in: folder) }
  }

  /// The statistics of a task's pool; nil if there is none.
  package static func statistics(of task: WorkerTask) -> WorkerPool.Statistics? {
    pools.withLock { $0[task]?.statistics }
  }
}

extension WorkerPool {
  fileprivate var isOpen: Bool { lock.withLock { failure == nil } }
}
