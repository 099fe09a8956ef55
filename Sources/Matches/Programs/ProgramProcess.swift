import Common
import Foundation

/// A program that communicates line by line over its standard input and output.
///
/// To be used by one thread at a time.
final class ProgramProcess {
  private let identifier: pid_t
  private let input: Int32
  private let output: Int32
  private let log = ProgramLog()
  private let isInterrupted: () -> Bool
  private var unread: [UInt8] = []
  private var outputHasEnded = false
  /// The last line that it wrote, ignoring empty ones.
  private(set) var lastLine: String?
  /// The way in which it ended; nil as long as it is not known to have ended.
  private var end: String?

  /// The time between two checks whether the match is to end, in milliseconds.
  private static let slice: Int32 = 100
  /// The largest length of a line, in bytes.
  private static let longestLine = 1 << 20

  /// Starts a program. Throws `MatchError` if it cannot be started.
  init(_ command: ProgramCommand, isInterrupted: @escaping () -> Bool) throws(MatchError) {
    self.isInterrupted = isInterrupted
    // Writing to a pipe without a reader would otherwise end this program.
    signal(SIGPIPE, SIG_IGN)
    var (down, up): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
    guard pipe(&down) == 0, pipe(&up) == 0 else {
      let reason = String(cString: strerror(errno))
      for descriptor in down where descriptor >= 0 { close(descriptor) }
      throw MatchError("\(command.path) cannot be started: \(reason)")
    }
    for descriptor in down + up { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    (input, output) = (down[1], up[0])
    // So that a program that does not read blocks nobody.
    _ = fcntl(input, F_SETFL, O_NONBLOCK)
    let (identifier, failure) = ChildProcess.start(
      command.path, command.arguments, descriptors: [down[0], up[1], log.descriptor])
    close(down[0])
    close(up[1])
    if let failure {
      for descriptor in [input, output] { close(descriptor) }
      throw MatchError("\(command.path) cannot be started: \(failure)")
    }
    self.identifier = identifier
  }

  deinit {
    kill()
    for descriptor in [input, output] { close(descriptor) }
  }

  // MARK: Lines

  /// Writes a line. If the program has ended, this is noticed when its answer is read.
  func tell(_ line: String) { Descriptor.write(Array("\(line)\n".utf8), to: input) }

  /// The next line that the program writes until `deadline`, without surrounding blanks.
  ///
  /// Throws `PlayerFailure` if no line comes, and `MatchInterruption`.
  func line(until deadline: ContinuousClock.Instant) throws -> String {
    while true {
      if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: unread[..<end], as: UTF8.self).trimmingCharacters(
          in: .whitespacesAndNewlines)
        unread.removeFirst(end + 1)
        if !line.isEmpty { lastLine = line }
        return line
      }
      log.trim()
      if isInterrupted() { throw MatchInterruption() }
      if outputHasEnded { throw failure(ending) }
      guard unread.count < Self.longestLine else {
        throw failure("has written \(Self.longestLine) bytes without the end of a line")
      }
      let left = (deadline - .now) / .milliseconds(1)
      guard left > 0 else { throw failure("did not answer in time") }
      var entry = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
      guard poll(&entry, 1, min(Self.slice, Int32(min(left, 1e6)) + 1)) > 0 else { continue }
      var bytes = [UInt8](repeating: 0, count: 65_536)
      let count = read(output, &bytes, bytes.count)
      if count > 0 {
        unread += bytes[..<count]
      } else if count == 0 || errno != EINTR {
        outputHasEnded = true
      }
    }
  }

  /// The failure with this predicate, together with the program's last words.
  func failure(_ predicate: String, isIllegalMove: Bool = false) -> PlayerFailure {
    let said = lastLine.map { "it said last: \(Self.short($0))" } ?? "it has said nothing"
    let errors = log.lastLine.map { ", and as an error: \(Self.short($0))" } ?? ""
    return PlayerFailure("\(predicate) (\(said)\(errors))", isIllegalMove: isIllegalMove)
  }

  private static func short(_ line: String) -> String {
    let printable = String(line.map { $0.isASCII && $0.asciiValue ?? 32 < 32 ? "?" : $0 })
    return (printable.count > 100 ? "\(printable.prefix(100))…" : printable).debugDescription
  }

  /// The number of bytes of its standard error that are kept.
  var errorBytes: Int { Int(log.size) }

  // MARK: The end

  /// Whether the program has ended. If so, processes that it started are ended, too.
  var hasEnded: Bool {
    if end == nil {
      // Does not reap the process: until then no other process group can have its number.
      var information = siginfo_t()
      let code = waitid(P_PID, id_t(identifier), &information, WEXITED | WNOHANG | WNOWAIT)
      if code == 0, information.si_signo != 0 { kill() }
    }
    return end != nil
  }

  /// The way in which the program has ended, or is made to end after its output has.
  private var ending: String {
    for _ in 0..<100 {
      if hasEnded { break }
      usleep(10_000)
    }
    let isOpen = !hasEnded
    kill()
    return isOpen ? "has closed its output" : end ?? ""
  }

  /// Waits a moment for the program to end by itself, and ends it otherwise.
  func quit(_ word: String) {
    tell(word)
    for _ in 0..<50 {
      if hasEnded { return }
      usleep(10_000)
    }
    kill()
  }

  /// Ends the program and the processes that it started, unless they have ended by themselves.
  func kill() {
    if end != nil { return }
    end = ChildProcess.ending(ChildProcess.kill(identifier, group: true), ended: "has ended")
  }
}
