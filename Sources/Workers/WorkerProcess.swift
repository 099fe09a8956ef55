import CWorkers
import Common
import Foundation

/// A process that runs `tools/worker/worker.py`: its messages, its shared memory, and its end.
///
/// To be used by one thread at a time.
final class WorkerProcess {
  private let identifier: pid_t
  private let control: Int32
  private let reports: Int32
  private let log: Int32
  /// The counters of requests and of answers.
  let requests: Int32
  let answers: Int32
  private let memoryDescriptor: Int32
  /// The memory that is shared with the process; nil before `share`.
  private(set) var memory: UnsafeMutableRawPointer?
  private var memorySize = 0
  private var unread = Data()
  /// The way in which it ended; nil as long as it is not known to have ended.
  private(set) var end: String?
  /// Whether another one than this program killed it: the system, which is out of memory, or a person.
  private(set) var wasKilled = false

  private static let lastBytes = 4096

  /// Starts a process of an interpreter. Throws `WorkerError` if it cannot be started.
  init(python: String) throws {
    func checked(_ descriptor: Int32) throws -> Int32 {
      guard descriptor >= 0 else {
        throw WorkerError("a worker process cannot be started: \(String(cString: strerror(errno)))")
      }
      // Above the descriptors that the process gets.
      let moved = fcntl(descriptor, F_DUPFD_CLOEXEC, 16)
      close(descriptor)
      return moved
    }
    var opened: [Int32] = []
    func kept(_ descriptor: Int32) throws -> Int32 {
      opened.append(try checked(descriptor))
      return opened.last!
    }
    do {
      let (down, up) = (Pipe(), Pipe())
      let theirControl = try kept(dup(down.fileHandleForReading.fileDescriptor))
      control = try kept(dup(down.fileHandleForWriting.fileDescriptor))
      reports = try kept(dup(up.fileHandleForReading.fileDescriptor))
      let theirReports = try kept(dup(up.fileHandleForWriting.fileDescriptor))
      log = try kept(foresight_worker_log(FileManager.default.temporaryDirectory.path))
      memoryDescriptor = try kept(foresight_worker_memory())
      requests = try kept(foresight_worker_counter())
      answers = try kept(foresight_worker_counter())
      let descriptors = [theirControl, log, log, theirReports, memoryDescriptor, requests, answers]
      identifier = try WorkerSpawner.run { try Self.spawn(python, descriptors) }
      close(theirControl)
      close(theirReports)
    } catch {
      for descriptor in opened { close(descriptor) }
      throw error
    }
  }

  deinit {
    kill()
    if let memory { munmap(memory, memorySize) }
    for descriptor in [control, reports, log, memoryDescriptor, requests, answers] { close(descriptor) }
  }

  /// The environment variables that restrict the libraries of environments to one thread.
  private static let settings = [
    "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "NUMEXPR_NUM_THREADS": "1",
    "PYTHONUNBUFFERED": "1",
  ]

  private static func spawn(_ python: String, _ descriptors: [Int32]) throws -> pid_t {
    let (identifier, failure) = ChildProcess.start(
      python, ["-c", String(cString: foresight_worker_program())], descriptors: descriptors,
      environment: ProcessInfo.processInfo.environment.merging(settings) { $1 })
    if let failure { throw WorkerError("\(python) cannot be started: \(failure)") }
    return identifier
  }

  // MARK: Words

  /// Sends the process a message. If it has ended, this is noticed when its answer is read.
  func tell(_ message: some Encodable) throws {
    let data = try JSONEncoder().encode(message) + [UInt8(ascii: "\n")]
    // Writing to a pipe without a reader would otherwise end this program.
    let before = signal(SIGPIPE, SIG_IGN)
    defer { signal(SIGPIPE, before) }
    Descriptor.write(data, to: control)
  }

  /// The next line that the process prints within `seconds`; nil if there is none, because it has ended or is
  /// too slow.
  func line(within seconds: Double) -> Data? {
    let deadline = Date(timeIntervalSinceNow: seconds)
    while true {
      if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
        let line = unread[..<end]
        unread = Data(unread[(end + 1)...])
        return Data(line)
      }
      var entry = pollfd(fd: reports, events: Int16(POLLIN), revents: 0)
      let left = deadline.timeIntervalSinceNow
      guard left > 0, poll(&entry, 1, Int32(min(left * 1000 + 1, 1e9))) > 0 else { return nil }
      var bytes = [UInt8](repeating: 0, count: 65_536)
      let count = read(reports, &bytes, bytes.count)
      guard count > 0 else { return nil }
      unread += bytes[..<count]
    }
  }

  /// The end of the process's output.
  var lastWords: String {
    let size = lseek(log, 0, SEEK_END)
    let start = max(0, size - off_t(Self.lastBytes))
    var bytes = [UInt8](repeating: 0, count: Self.lastBytes)
    let count = pread(log, &bytes, bytes.count, start)
    return String(decoding: bytes[..<max(0, count)], as: UTF8.self).trimmingCharacters(
      in: .whitespacesAndNewlines)
  }

  // MARK: Memory and time

  /// Shares `size` bytes of memory with the process. Throws `WorkerError` if there is too little.
  func share(size: Int) throws {
    guard ftruncate(memoryDescriptor, off_t(size)) == 0,
      let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, memoryDescriptor, 0),
      start != MAP_FAILED
    else {
      throw WorkerError(
        "there is no memory to share with a worker (\(size) bytes): \(String(cString: strerror(errno)))")
    }
    (memory, memorySize) = (start, size)
  }

  /// Adds to the counter of requests, which wakes the process.
  func request(_ count: Int) {
    var value = UInt64(count)
    _ = write(requests, &value, 8)
  }

  /// Waits for answers, at most `seconds`. Returns their number, which is 0 if the process has ended or is
  /// too slow.
  func takeAnswers(within seconds: Double) -> Int {
    var entries = [
      pollfd(fd: answers, events: Int16(POLLIN), revents: 0), pollfd(fd: reports, events: 0, revents: 0),
    ]
    guard poll(&entries, 2, Int32(seconds * 1000)) > 0, entries[0].revents != 0 else { return 0 }
    var value: UInt64 = 0
    return read(answers, &value, 8) == 8 ? Int(clamping: value) : 0
  }

  // MARK: The end

  /// Whether the process has ended.
  func hasEnded() -> Bool {
    if end == nil {
      var status: Int32 = 0
      if waitpid(identifier, &status, WNOHANG) == identifier {
        note(status)
        wasKilled = status & 0x7f == SIGKILL
      }
    }
    return end != nil
  }

  /// Ends the process, unless it has ended by itself.
  func kill() {
    if !hasEnded() { note(ChildProcess.kill(identifier, group: false)) }
  }

  private func note(_ status: Int32) { end = ChildProcess.ending(status, ended: "ended") }

  /// For tests, which end the process from outside.
  var processIdentifier: pid_t { identifier }
}
