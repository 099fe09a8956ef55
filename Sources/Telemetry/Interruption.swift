import Foundation
import Synchronization

/// Ctrl-C and the system's request to end: the first one asks for an end in order, the second one ends at once.
package enum Interruption {
  /// What the first one prints.
  package static let notice = "finishing the tick, then saving; press ctrl-C again to stop at once"

  private static let count = Atomic<Int>(0)
  /// The end of the pipe that the handler writes to, because it may call nothing else.
  private static let pipeEnd = Atomic<Int32>(-1)

  /// Whether an end was asked for.
  package static var isRequested: Bool { count.load(ordering: .acquiring) > 0 }

  /// From now on SIGINT and SIGTERM are noted. `onFirst` runs on a thread of its own. Call this once.
  package static func install(
    onFirst: @escaping @Sendable () -> Void = { Terminal.write("\(notice)\n", to: STDERR_FILENO) }
  ) {
    var ends: [Int32] = [0, 0]
    precondition(pipe(&ends) == 0, "no pipe for signals: \(errno)")
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    precondition(pipeEnd.exchange(ends[1], ordering: .sequentiallyConsistent) == -1, "installed twice")
    let reader = ends[0]
    Thread.detachNewThread {
      var byte: UInt8 = 0
      while read(reader, &byte, 1) != 1 {}
      onFirst()
    }
    // A process that was started by a thread which holds signals back would never be asked.
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGINT, SIGTERM] { sigaddset(&signals, signal) }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    signal(SIGINT) { _ in Interruption.handle() }
    signal(SIGTERM) { _ in Interruption.handle() }
  }

  /// What a signal does: nothing but an atomic number and calls that are allowed in a handler.
  private static func handle() {
    guard count.add(1, ordering: .acquiringAndReleasing).oldValue == 0 else { _exit(130) }
    let error = errno
    var byte: UInt8 = 1
    _ = write(pipeEnd.load(ordering: .acquiring), &byte, 1)
    errno = error
  }
}
