import Foundation
import Synchronization

/// Ctrl-C and the system's request to end: the first one asks for an end in order, the second one ends at once.
package enum Interruption {
  /// What the first one prints on the standard error output.
  private static let notice: StaticString =
    "finishing the tick, then saving; press ctrl-C again to stop at once\n"

  private static let requested = Atomic<Bool>(false)
  /// When the first signal came, in nanoseconds of the monotonic clock; 0 before.
  private static let first = Atomic<UInt64>(0)
  /// For how long after the first one others count as the same, in nanoseconds.
  private static let pause = Atomic<UInt64>(0)

  /// Whether an end was asked for; the notice is printed then.
  package static var isRequested: Bool { requested.load(ordering: .acquiring) }

  /// From now on SIGINT and SIGTERM are noted. Call this once.
  ///
  /// - Parameter seconds: signals that come so soon after the first one are taken for the same request, as `timeout` and
  ///   supervisors send one to the process and one to its group.
  package static func install(pause seconds: Double = 0.5) {
    pause.store(UInt64(seconds * 1e9), ordering: .releasing)
    // Constants are made when they are used first, which must not be in a handler.
    _ = (requested.load(ordering: .acquiring), first.load(ordering: .acquiring), notice)
    // A process that was started by a thread which holds signals back would never be asked.
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGINT, SIGTERM] { sigaddset(&signals, signal) }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    signal(SIGINT) { _ in Interruption.handle() }
    signal(SIGTERM) { _ in Interruption.handle() }
  }

  /// What a signal does: nothing but atomic numbers and calls that are allowed in a handler.
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
    _ = write(STDERR_FILENO, notice.utf8Start, notice.utf8CodeUnitCount)
    errno = error
    requested.store(true, ordering: .releasing)
  }
}
