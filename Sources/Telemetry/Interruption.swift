import Foundation
import Synchronization

/// Ctrl-C and the system's requests to end the process: the first ends it in an orderly way, the second at
/// once.
///
/// The signal handler only notes the request. A waiting thread prints a notice and then makes the request
/// visible, so that the notice comes before anything that follows from it.
package enum Interruption {
  private static let requested = Atomic<Bool>(false)
  /// The time of the first signal, in nanoseconds of the monotonic clock; 0 before.
  private static let first = Atomic<UInt64>(0)
  /// The time after the first signal in which others count as the same request, in nanoseconds.
  private static let pause = Atomic<UInt64>(0)
  /// The descriptor to which the handler writes a byte for the waiting thread.
  private static let wake = Atomic<Int32>(-1)

  /// What the process does, and whether it is dropped where an end is requested.
  private static let activity = Mutex((what: "the tick", isDropped: false))
  private static let show = Mutex<@Sendable (String) -> Void> {
    Terminal.write("\($0)\n", to: STDERR_FILENO)
  }
  /// The seconds until the user is told what is being waited for; they double each time.
  private static let patience = 1.5

  /// Whether an end was requested. The notice has been printed then.
  package static var isRequested: Bool { requested.load(ordering: .acquiring) }

  /// Passes everything that is printed to `show` from now on, one line at a time.
  package static func show(by show: @escaping @Sendable (String) -> Void) { self.show.withLock { $0 = show } }

  /// Notes what the process does while `body` runs, to tell a user who has asked for an end: whether it is finished, or
  /// `isDropped`, which `body` must see to.
  package static func during<Result>(
    _ what: String, isDropped: Bool = false, _ body: () throws -> Result
  ) rethrows -> Result {
    let before = activity.withLock { activity in
      defer { activity = (what, isDropped) }
      return activity
    }
    defer { activity.withLock { $0 = before } }
    return try body()
  }

  /// Handles SIGINT, SIGTERM and SIGHUP from now on, SIGHUP only if it was not ignored before (as by
  /// `nohup`). Writing to an output without a reader, such as a pipe that Ctrl-C has closed, no longer ends
  /// the process. To be called once.
  ///
  /// - Parameter seconds: the time after the first signal in which others are taken for the same request,
  ///   since `timeout` and supervisors send one to the process and one to its group.
  package static func install(pause seconds: Double = 0.5) {
    pause.store(UInt64(seconds * 1e9), ordering: .releasing)
    // Constants are initialized at first use, which must not happen in a handler.
    _ = (requested.load(ordering: .acquiring), first.load(ordering: .acquiring))
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      preconditionFailure("no pipe for signals: \(String(cString: strerror(errno)))")
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    wake.store(ends[1], ordering: .releasing)
    let reading = ends[0]
    Thread.detachNewThread { wait(on: reading) }
    // A process that was started by a thread that blocks signals would otherwise never get them.
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, signal) }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    signal(SIGPIPE, SIG_IGN)
    signal(SIGINT) { _ in Interruption.handle() }
    signal(SIGTERM) { _ in Interruption.handle() }
    var hangUp = sigaction()
    sigaction(SIGHUP, nil, &hangUp)
    if !isIgnored(hangUp) { signal(SIGHUP) { _ in Interruption.handle() } }
  }

  private static func isIgnored(_ action: sigaction) -> Bool {
    unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// The signal handler. It may only use atomic numbers and calls that are allowed in a handler.
  private static func handle() {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    let now = UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    let (isFirst, earlier) = first.compareExchange(
      expected: 0, desired: now, ordering: .acquiringAndReleasing)
    guard isFirst else {
      if now - min(now, earlier) >= pause.load(ordering: .acquiring) { _exit(130) }
      return
    }
    let error = errno
    var byte: UInt8 = 1
    _ = write(wake.load(ordering: .acquiring), &byte, 1)
    errno = error
  }

  /// Prints the notice once a signal has come, and from then on what is being waited for.
  private static func wait(on descriptor: Int32) {
    var byte: UInt8 = 0
    while read(descriptor, &byte, 1) != 1 {}
    let (what, isDropped) = activity.withLock { $0 }
    let verb = isDropped ? "dropping" : "finishing"
    tell("\(verb) \(what), then saving; press ctrl-C again to stop at once")
    requested.store(true, ordering: .releasing)
    var seconds = patience
    while true {
      usleep(UInt32(seconds * 1e6))
      let what = activity.withLock { $0.what }
      tell("still waiting for \(what) to end; press ctrl-C again to stop at once")
      seconds = min(2 * seconds, 600)
    }
  }

  private static func tell(_ line: String) { show.withLock { $0 }(line) }
}
