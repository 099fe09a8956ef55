import Foundation
import Synchronization

/// Reads lines while an engine thinks. `stop` and `quit` take effect at once; `isready` is answered at once
/// during a search, and otherwise before any waiting search. All other lines wait for their turn, so that
/// whole sessions can be piped in. A search that only `stop` ends refuses those that came before it is stopped.
///
/// One thread reads; the thread that calls `run` answers.
package final class EngineSession: Sendable {
  private struct Lines {
    /// The waiting lines, with their numbers.
    var waiting: [(number: Int, line: String)] = []
    var count = 0
    /// The lines that begin searches and counts, from the current one on.
    var searches: [(number: Int, kind: Kind)] = []
    /// The line that is being answered.
    var current = 0
    /// The line whose endless search has begun, which refuses other lines; nil if there is none.
    var endless: Int?
    /// The number of the line before which all searches and counts must end.
    var stopped = 0
    /// The time at which `quit` came. Searches must then end at once, and counts soon.
    var quit: ContinuousClock.Instant?
    var hasEnded = false
  }

  /// The kind of work that a line begins.
  private enum Kind {
    case count
    case search
    /// A search that only `stop` ends.
    case endless
  }

  /// The time for which a count may go on after `quit`, so that both can be piped in.
  private static let grace = Duration.seconds(10)

  private let lines = Mutex(Lines())
  private let arrival = DispatchSemaphore(value: 0)
  private let dialect: EngineDialect
  private let searches: Bool
  private let print: @Sendable (String) -> Void

  /// A session that calls `print` from the reading thread with answers that are given at once. `searches`
  /// tells whether there is a thinker.
  package init(_ dialect: EngineDialect, searches: Bool, print: @escaping @Sendable (String) -> Void) {
    (self.dialect, self.searches, self.print) = (dialect, searches, print)
  }

  /// Reads lines on another thread until there are no more or one is `quit`, and answers them on this thread.
  ///
  /// After the last line, bounded searches go on to their end, and others stop. Throws the interpreter's
  /// errors.
  package func run(_ interpreter: inout EngineInterpreter, reading next: @escaping @Sendable () -> String?)
    throws
  {
    let reader = Thread { [self] in
      while let line = next() {
        hear(line)
        if Self.command(of: line) == "quit" { break }
      }
      end()
    }
    reader.start()
    while !interpreter.isFinished, let (number, line) = take() {
      try interpreter.answer(to: line) { [self] in isStopped(number) }
      lines.withLock { lines in
        lines.searches.removeAll { $0.number == number }
        if lines.endless == number { lines.endless = nil }
      }
    }
  }

  // MARK: Reading

  /// Takes a line that was read.
  func hear(_ line: String) {
    let command = Self.command(of: line)
    let kind = kind(of: line)
    let refusal = lines.withLock { lines -> String? in
      lines.count += 1
      switch command {
      case "isready":
        if lines.searches.contains(where: { $0.number == lines.current }) { return "readyok" }
        let place = lines.waiting.firstIndex { waits in lines.searches.contains { $0.number == waits.number }
        }
        lines.waiting.insert((lines.count, line), at: place ?? lines.waiting.endIndex)
        return nil
      case "stop": lines.stopped = lines.count
      case "quit": lines.quit = .now
      case "": break
      default:
        if let endless = lines.endless, endless >= lines.stopped { return Self.refusal(of: command, endless) }
      }
      if let kind { lines.searches.append((lines.count, kind)) }
      lines.waiting.append((lines.count, line))
      return nil
    }
    if let refusal { return print(refusal) }
    arrival.signal()
  }

  /// Notes that there are no more lines.
  func end() {
    lines.withLock { $0.hasEnded = true }
    arrival.signal()
  }

  /// The kind of work that a line begins; nil if it is neither a search nor a count.
  private func kind(of line: String) -> Kind? {
    let words = line.split { $0.isWhitespace || $0 == "\0" }.map { String($0) }
    guard words.first == "go", let limits = try? EngineLimits(Array(words.dropFirst()), dialect) else {
      return nil
    }
    if limits.perft != nil { return .count }
    return !searches ? nil : limits.isInfinite ? .endless : .search
  }

  private static func refusal(of command: Substring, _ endless: Int) -> String {
    EngineInterpreter.errorLine(
      "Line \(endless) searches until it is stopped: write stop before \(command.prefix(40).debugDescription)."
    )
  }

  /// Refuses the lines that wait behind an endless search which begins now, up to the one that ends it.
  private func beginEndless(_ number: Int) {
    let refused = lines.withLock { lines -> [Substring] in
      lines.endless = number
      let behind = lines.waiting.filter { $0.number > number }
        .prefix { !["stop", "quit"].contains(Self.command(of: $0.line)) }
        .filter { !["", "isready"].contains(Self.command(of: $0.line)) }
      let numbers = Set(behind.map(\.number))
      lines.waiting.removeAll { numbers.contains($0.number) }
      lines.searches.removeAll { numbers.contains($0.number) }
      return behind.map { Self.command(of: $0.line) }
    }
    for command in refused {
      print(Self.refusal(of: command, number))
      arrival.wait()
    }
  }

  private static func command(of line: String) -> Substring {
    line.split(maxSplits: 1) { $0.isWhitespace || $0 == "\0" }.first ?? ""
  }

  // MARK: Answering

  /// The next line; nil after the last one.
  private func take() -> (number: Int, line: String)? {
    arrival.wait()
    return lines.withLock { lines in
      guard !lines.waiting.isEmpty else { return nil }
      let next = lines.waiting.removeFirst()
      lines.current = next.number
      return next
    }
  }

  /// Whether the search of a line, which has begun, must end.
  private func isStopped(_ number: Int) -> Bool {
    let begins = lines.withLock { lines in
      lines.endless != number && lines.searches.contains { $0.number == number && $0.kind == .endless }
    }
    if begins { beginEndless(number) }
    return lines.withLock { lines in
      if number < lines.stopped { return true }
      switch lines.searches.first(where: { $0.number == number })?.kind {
      case .count: return lines.quit.map { .now >= $0 + Self.grace } ?? false
      case .search: return lines.quit != nil
      case .endless: return lines.quit != nil || lines.hasEnded
      case nil: return true
      }
    }
  }
}
