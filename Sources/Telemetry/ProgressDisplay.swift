import Foundation
import Synchronization

/// Shows a run's progress: redrawn in place on a terminal, and as a plain line from time to time elsewhere.
package final class ProgressDisplay: Sendable {
  private struct State {
    /// The time of the last drawing, and the number of its lines on the terminal.
    var drawn: Double?
    var lineCount = 0
    var status: ProgressStatus?
    var timeLeft = TimeLeft()
  }

  private let terminal: Terminal
  private let interval: Double
  private let width: @Sendable () -> Int
  private let clock: @Sendable () -> Double
  private let write: @Sendable (String) -> Void
  private let state = Mutex(State())

  /// Shows progress on a file descriptor: at most 5 times a second on a terminal, else every `plainInterval`
  /// seconds.
  package convenience init(descriptor: Int32 = STDERR_FILENO, plainInterval: Double = 10) {
    let start = ContinuousClock.now
    let terminal = Terminal(descriptor: descriptor)
    self.init(
      terminal: terminal, interval: terminal.isInteractive ? 0.2 : plainInterval,
      width: { Terminal.width(of: descriptor) }, clock: { (ContinuousClock.now - start) / .seconds(1) },
      write: { Terminal.write($0, to: descriptor) })
  }

  /// For tests: `clock` returns seconds, and `write` receives what is shown.
  init(
    terminal: Terminal, interval: Double, width: @escaping @Sendable () -> Int,
    clock: @escaping @Sendable () -> Double, write: @escaping @Sendable (String) -> Void
  ) {
    self.terminal = terminal
    self.interval = interval
    self.width = width
    self.clock = clock
    self.write = write
  }

  /// Shows the progress if it is time to. `status` is called only then.
  package func update(_ status: () -> ProgressStatus) {
    state.withLock { state in
      let now = clock()
      if let drawn = state.drawn, now - drawn < interval { return }
      show(status(), now, &state)
    }
  }

  /// Prints a permanent line above the progress.
  package func note(_ line: String) {
    state.withLock { state in
      guard terminal.isInteractive, let status = state.status, state.lineCount > 0 else {
        write("\(line)\n")
        return
      }
      draw(status, above: line, &state)
    }
  }

  /// Shows the last progress at once. What is printed next comes below it.
  package func finish(_ status: ProgressStatus) {
    state.withLock { state in
      show(status, clock(), &state)
      state.lineCount = 0
      state.drawn = nil
    }
  }

  /// Ends the display of a run that will continue later. The last progress remains in a file, but not on a
  /// terminal, where the run would seem to go on.
  package func stop(_ status: ProgressStatus) {
    if terminal.isInteractive { clear() } else { finish(status) }
  }

  /// Removes the progress from the terminal. What is printed next takes its place.
  package func clear() {
    state.withLock { state in
      if state.lineCount > 0 { write("\u{1b}[\(state.lineCount)A\r\u{1b}[J") }
      state.lineCount = 0
      state.drawn = nil
    }
  }

  private func show(_ status: ProgressStatus, _ now: Double, _ state: inout State) {
    state.drawn = now
    state.status = status
    if let fraction = status.fraction { state.timeLeft.add(fraction: fraction, time: now) }
    if terminal.isInteractive {
      draw(status, above: nil, &state)
    } else {
      write(ProgressLayout.plain(status, secondsLeft: secondsLeft(status, state)) + "\n")
    }
  }

  /// A single write goes back to the first line, overwrites each line and clears its rest, so that nothing
  /// flickers.
  private func draw(_ status: ProgressStatus, above note: String?, _ state: inout State) {
    // The last column stays free, because some terminals begin a new line when it is filled.
    let lines = ProgressLayout.lines(
      status, secondsLeft: secondsLeft(status, state), width: max(1, width() - 1), hasColor: terminal.hasColor
    )
    var text = state.lineCount > 0 ? "\u{1b}[\(state.lineCount)A\r" : ""
    for line in (note.map { [$0] } ?? []) + lines { text += "\(line)\u{1b}[K\n" }
    if lines.count < state.lineCount { text += "\u{1b}[J" }
    state.lineCount = lines.count
    write(text)
  }

  private func secondsLeft(_ status: ProgressStatus, _ state: State) -> Double? {
    guard let fraction = status.fraction, fraction < 1 else { return nil }
    return state.timeLeft.seconds
  }
}
