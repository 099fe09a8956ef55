import Environments
import Synchronization

/// Environments in worker processes, by the tasks of settings. Equal tasks share a pool.
package enum WorkerCatalog {
  private static let pools = Mutex<[WorkerTask: WorkerPool]>([:])

  /// An environment of a task, in the pool of all that ask for the same one.
  ///
  /// Throws `WorkerError` where there is none, or its actions are of another kind.
  package static func environment<Action: WorkerAction>(
    _ task: WorkerTask, actions: Action.Type = Action.self
  ) throws -> WorkerEnvironment<Action> {
    try WorkerEnvironment(in: pool(task))
  }

  /// The pool of all that ask for this task; a pool that has failed is replaced.
  package static func pool(_ task: WorkerTask) throws -> WorkerPool {
    try pools.withLock { pools in
      if let pool = pools[task], pool.isOpen { return pool }
      let pool = try WorkerPool(task)
      pools[task] = pool
      return pool
    }
  }

  /// Lets the pool of a task keep records in a run's folder, where there is one.
  package static func keepRecords(of task: WorkerTask, in folder: String) {
    pools.withLock { $0[task]?.keepRecords(in: folder) }
  }

  /// What the pool of a task has done; nil where there is none.
  package static func statistics(of task: WorkerTask) -> WorkerPool.Statistics? {
    pools.withLock { $0[task]?.statistics }
  }
}

extension WorkerPool {
  fileprivate var isOpen: Bool { lock.withLock { failure == nil } }
}
