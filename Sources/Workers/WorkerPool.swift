import Environments
import Foundation

/// Worker processes with several environments each. They work on requests as these arrive, and are waited for
/// only when an answer is needed.
///
/// All its state, and that of its slots, is guarded by its lock.
package final class WorkerPool: @unchecked Sendable {
  /// The statistics of a pool.
  package struct Statistics: Sendable {
    package var answers = 0
    /// The bytes of observations copied from shared memory.
    package var bytes = 0
    /// The time in which this process waited for workers, in seconds.
    package var waitingSeconds = 0.0
    /// The time since the first request, in seconds.
    package var seconds = 0.0
    package var lostEpisodes = 0
    package var replacedWorkers = 0
  }

  package let task: WorkerTask
  package let specification: EnvironmentSpecification
  /// The versions of the packages and the interpreter, such as "gymnasium 1.4.0, numpy 2.4.6, Python 3.11.7".
  package var versions: String { introduction.versions }

  let lock = NSLock()
  let python: String
  let layout: WorkerLayout
  let introduction: WorkerIntroduction
  var workers: [Worker]
  var counts = Statistics()
  private var firstRequest: Double?
  /// The number of workers that were replaced since an episode last ended.
  var failuresWithoutEpisode = 0
  /// The error because of which the pool cannot go on.
  var failure: WorkerError?
  var recordsFolder: String?

  /// The numbers of processes in a row that ended soon: by their own doing, and killed.
  struct Ends {
    var failures = 0
    var kills = 0
  }

  /// One of the processes, and the state of its requests.
  final class Worker {
    var process: WorkerProcess
    /// The number of earlier processes in this place.
    var life = 0
    /// The free slots, and the number of all slots.
    var free: [Int] = []
    var slots = 0
    /// The numbers of this process's requests: written, announced to the process, and answered.
    var written = 0
    var told = 0
    var answered = 0
    var ends: Ends

    init(_ process: WorkerProcess, after ends: Ends = Ends()) { (self.process, self.ends) = (process, ends) }

    var memory: UnsafeMutableRawPointer { process.memory! }

    var usedSlots: Int { slots - free.count }
  }

  /// A pool whose first process has made its first environment, which tells what the environments are.
  ///
  /// Throws `WorkerError` if there is no Python, or no such environment.
  package init(_ task: WorkerTask) throws {
    self.task = task
    python = try task.python ?? PythonInstallation.interpreter()
    let process = try WorkerProcess(python: python)
    introduction = try Self.introduction(of: process, task, isFirst: true)
    specification = try introduction.specification(of: task)
    layout = WorkerLayout(specification, stateBytes: introduction.stateBytes)
    try process.share(size: layout.size)
    try process.tell(layout)
    workers = [Worker(process)]
  }

  package var statistics: Statistics {
    lock.withLock {
      var counts = counts
      counts.seconds = firstRequest.map { Self.seconds - $0 } ?? 0
      return counts
    }
  }

  /// From now on, writes the details of errors to files in a folder.
  package func keepRecords(in folder: String) { lock.withLock { recordsFolder = folder } }

  /// Ends all processes. The pool cannot be used any more.
  package func close() {
    lock.withLock {
      failure = failure ?? WorkerError("the workers of \(task.title) were ended")
      for worker in workers { worker.process.kill() }
    }
  }

  /// For tests, which end processes from outside.
  var processIdentifiers: [pid_t] { lock.withLock { workers.map(\.process.processIdentifier) } }

  // MARK: Slots

  /// A place for an environment, in the worker with the fewest.
  func makeSlot() throws -> EnvironmentSlot {
    try lock.withLock {
      if let failure { throw failure }
      var index = workers.indices.min { workers[$0].usedSlots < workers[$1].usedSlots }!
      if workers[index].usedSlots > 0, workers.count < task.workers {
        index = workers.count
        var ends = Ends()
        let process = try start(after: &ends)
        workers.append(Worker(process, after: ends))
      }
      let worker = workers[index]
      guard worker.usedSlots < layout.slots else {
        throw WorkerError("a worker has at most \(layout.slots) environments; choose fewer, or more workers")
      }
      if worker.free.isEmpty {
        worker.free.append(worker.slots)
        worker.slots += 1
      }
      return EnvironmentSlot(self, worker: index, index: worker.free.removeLast())
    }
  }

  func release(worker: Int, slot: Int) { lock.withLock { workers[worker].free.append(slot) } }

  // MARK: Requests

  /// Requests an episode in a slot. Returns its number there.
  func begin(_ slot: EnvironmentSlot, seed: UInt64) throws -> Int {
    try lock.withLock {
      if let failure { throw failure }
      if firstRequest == nil { firstRequest = Self.seconds }
      let worker = workers[slot.worker]
      if slot.isPrepared, slot.life == worker.life { try wait(for: slot, worker) }
      slot.life = worker.life
      slot.episode += 1
      (slot.steps, slot.reward) = (0, 0)
      write(.reset, seed: seed, for: slot, worker)
      return slot.episode
    }
  }

  /// Writes down what a slot's environment is to do. Its worker begins with `startPrepared`, or when an answer is asked for.
  func prepare(_ slot: EnvironmentSlot, _ action: some WorkerAction) {
    lock.withLock {
      precondition(!slot.isPrepared, "a second action of \(task.title) before the first is taken")
      action.check(specification.actions)
      let worker = workers[slot.worker]
      slot.isPrepared = true
      guard slot.life == worker.life, failure == nil else { return }
      action.write(to: record(slot.index, worker) + layout.action)
      write(.step, seed: 0, for: slot, worker)
    }
  }

  func write(_ request: WorkerRequest, seed: UInt64, for slot: EnvironmentSlot, _ worker: Worker) {
    let ring = worker.memory + layout.ring
    ring.storeBytes(
      of: UInt32(slot.index), toByteOffset: 4 * (worker.written % layout.slots), as: UInt32.self)
    worker.written += 1
    let record = record(slot.index, worker)
    record.storeBytes(of: request.rawValue, as: UInt32.self)
    record.storeBytes(of: UInt32(truncatingIfNeeded: worker.written), toByteOffset: 4, as: UInt32.self)
    // Some environments take seeds of at most 31 bits.
    record.storeBytes(of: seed >> 33, toByteOffset: 8, as: UInt64.self)
    slot.order = worker.written
    slot.isPrepared = true
  }

  func record(_ slot: Int, _ worker: Worker) -> UnsafeMutableRawPointer {
    worker.memory + layout.records + slot * layout.stride
  }
}
