import Foundation

/// Processes that this one starts.
package enum ChildProcess {
  /// Starts a program in a process group of its own, which Ctrl-C in the terminal does not reach. Its descriptors 0, 1, …
  /// are copies of `descriptors`, where these are not negative, and its environment is this process's unless another is
  /// given; no signal is blocked there, nor SIGPIPE ignored.
  ///
  /// Returns the process, or the system's reason where it cannot be started.
  package static func start(
    _ path: String, _ arguments: [String], descriptors: [Int32], environment: [String: String]? = nil
  ) -> (identifier: pid_t, failure: String?) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (target, descriptor) in descriptors.enumerated() where descriptor >= 0 {
      posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(target))
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigaddset(&signals, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    let environment = environment ?? ProcessInfo.processInfo.environment
    let words = ([path] + arguments).map { strdup($0) } + [nil]
    let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + variables { free(text) } }
    var identifier: pid_t = 0
    let code = posix_spawn(&identifier, path, &actions, &attributes, words, variables)
    return (identifier, code == 0 ? nil : String(cString: strerror(code)))
  }

  /// Ends a process, or with `group` all of its group, and waits for it. Returns its status.
  package static func kill(_ identifier: pid_t, group: Bool) -> Int32 {
    Foundation.kill(group ? -identifier : identifier, SIGKILL)
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0 && errno == EINTR {}
    return status
  }

  /// What a status says: `ended` with a code, or that the process was ended by a signal.
  package static func ending(_ status: Int32, ended: String) -> String {
    let number = status & 0x7f
    return number == 0
      ? "\(ended) with code \((status >> 8) & 0xff)"
      : "was ended by the signal \(String(cString: strsignal(number)))"
  }
}
