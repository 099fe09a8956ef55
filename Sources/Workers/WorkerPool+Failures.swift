import Common
import Environments
import Foundation

/// Starting and ending workers. All functions are called with the pool's lock held, or before the pool is
/// shared.
extension WorkerPool {
  /// The number of workers in a row that may end soon by their own doing.
  private static let maximumFailures = 3
  /// The number of workers in a row that may be killed soon, which is the doing of the system or of a person.
  private static let maximumKills = 20
  /// The number of answers after which a worker does not count as having ended soon.
  private static let soon = 100
  /// The number of workers that may end, soon or not, without any episode ending in between.
  private static let maximumFailuresWithoutEpisode = 20
  /// The number of seconds in which a worker must have made its first environment.
  private static let startSeconds = 120.0

  /// The first message to a worker.
  private struct Orders: Encodable {
    let kind: String
    let name: String
    let module: String?
    let make: OpenSettings
    let actionRepeat: Int
    /// The folders in which modules are searched.
    let path: [String]
    let parent: Int32
  }

  /// Sends a process its orders, and reads its description. Throws `WorkerError` if it cannot carry them out.
  static func introduction(
    of process: WorkerProcess, _ task: WorkerTask, isFirst: Bool
  ) throws -> WorkerIntroduction {
    try process.tell(
      Orders(
        kind: task.source.rawValue, name: task.name, module: task.module, make: task.arguments,
        actionRepeat: task.actionRepeat, path: [FileManager.default.currentDirectoryPath],
        parent: ProcessInfo.processInfo.processIdentifier))
    guard let line = process.line(within: max(startSeconds, task.stepSeconds)) else {
      let end = process.hasEnded(within: 2) ? process.end! : "did not answer in \(Int(startSeconds)) s"
      throw WorkerError("\(task.title): the worker \(end)\(words(of: process))")
    }
    if let introduction = try? JSONDecoder().decode(WorkerIntroduction.self, from: line) {
      return introduction
    }
    guard let complaint = try? JSONDecoder().decode(WorkerComplaint.self, from: line) else {
      throw WorkerError("\(task.title): the worker said what makes no sense\(words(of: process))")
    }
    throw WorkerError(
      "\(task.title): \(complaint.failure)\(isFirst ? PythonInstallation.advice(on: complaint.failure) : "")",
      traceback: complaint.traceback)
  }

  /// Replaces a process that cannot go on.
  ///
  /// Throws `LostEpisode`, or `WorkerError` if that happened too often in a row.
  func lose(_ worker: Worker, _ reason: String) throws -> Never {
    worker.process.kill()
    let words = Self.words(of: worker.process)
    if worker.answered >= Self.soon { worker.ends = Ends() }
    let mayBeReplaced = note(wasKilled: worker.process.wasKilled, in: &worker.ends)
    counts.lostEpisodes += 1
    failuresWithoutEpisode += 1
    keep("\(task.title): a worker \(reason)\(words)\n", in: "workers.log")
    guard mayBeReplaced else {
      try fail(
        WorkerError(
          "\(task.title): a worker \(reason), the last of \(worker.ends.failures + worker.ends.kills) in a row that ended soon\(words)"
        ))
    }
    guard failuresWithoutEpisode <= Self.maximumFailuresWithoutEpisode else {
      try fail(
        WorkerError(
          "\(task.title): a worker \(reason), and no episode has ended since \(Self.maximumFailuresWithoutEpisode) others ended\(words)"
        ))
    }
    worker.process = try start(after: &worker.ends)
    worker.life += 1
    (worker.written, worker.told, worker.answered) = (0, 0, 0)
    throw LostEpisode("an episode of \(task.title) was lost, because its worker \(reason)")
  }

  /// Counts the end of a process. Returns whether another may take its place.
  private func note(wasKilled: Bool, in ends: inout Ends) -> Bool {
    if wasKilled { ends.kills += 1 } else { ends.failures += 1 }
    counts.replacedWorkers += 1
    return ends.failures <= Self.maximumFailures && ends.kills <= Self.maximumKills
  }

  /// Starts a process in place of those that have ended, and another one if that ends while starting. It must
  /// describe the same environment as the first one.
  func start(after ends: inout Ends) throws -> WorkerProcess {
    while true {
      var process: WorkerProcess?
      do {
        let started = try WorkerProcess(python: python)
        process = started
        guard try Self.introduction(of: started, task, isFirst: false) == introduction else {
          throw WorkerError(
            "\(task.title): a worker's environment is another than the first one's; make them alike")
        }
        try started.share(size: layout.size)
        try started.tell(layout)
        return started
      } catch let error as WorkerError {
        keep("\(error)\n", in: "workers.log")
        if !note(wasKilled: process?.wasKilled ?? false, in: &ends) { try fail(error) }
      }
    }
  }

  /// Ends all workers. Throws `error` with the path of its traceback.
  func fail(_ error: WorkerError) throws -> Never {
    var error = error
    if let traceback = error.traceback, let path = keep(traceback, in: "worker-traceback.txt") {
      error = WorkerError("\(error.description); the traceback is in \(path)", traceback: traceback)
    }
    failure = error
    for worker in workers { worker.process.kill() }
    throw error
  }

  /// The error that a worker reports for its last request.
  func complaint(of worker: Worker) -> WorkerError {
    guard let line = worker.process.line(within: 5),
      let complaint = try? JSONDecoder().decode(WorkerComplaint.self, from: line)
    else { return WorkerError("\(task.title): a step failed\(Self.words(of: worker.process))") }
    return WorkerError("\(task.title): \(complaint.failure)", traceback: complaint.traceback)
  }

  /// Appends a text to a file among the records, if there are records. Returns its path.
  @discardableResult
  private func keep(_ text: String, in name: String) -> String? {
    guard let recordsFolder else { return nil }
    let path = "\(recordsFolder)/\(name)"
    let before = FileManager.default.contents(atPath: path) ?? Data()
    do {
      try FileReplacement.write(bytes: [UInt8](before + Data(text.utf8)), to: path)
      return path
    } catch {
      return nil
    }
  }

  private static func words(of process: WorkerProcess) -> String {
    let lines = process.lastWords.split(separator: "\n").suffix(2).map { $0.prefix(200) }
    return lines.isEmpty ? "" : "; its last words: \(lines.joined(separator: " / "))"
  }
}

extension WorkerProcess {
  /// Whether the process ends within this number of seconds.
  fileprivate func hasEnded(within seconds: Double) -> Bool {
    let deadline = Date(timeIntervalSinceNow: seconds)
    while !hasEnded(), Date() < deadline { usleep(10_000) }
    return end != nil
  }
}
