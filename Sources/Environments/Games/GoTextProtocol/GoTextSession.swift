import Foundation
import Synchronization

/// A session of the Go Text Protocol, which takes lines and gives answers. During an analysis the next line
/// is read at once, and ends the analysis.
///
/// One thread reads; the thread that calls `run` answers.
package final class GoTextSession: Sendable {
  private struct Lines {
    var waiting: [String] = []
    var hasEnded = false
  }

  private let lines = Mutex(Lines())
  private let arrival = DispatchSemaphore(value: 0)
  private let write: @Sendable (String) -> Void

  /// A session that passes its answers, including line feeds, to `write`.
  package init(write: @escaping @Sendable (String) -> Void) { self.write = write }

  /// Answers until `quit`, or until `next` returns no more lines. Throws if the device fails.
  package func run(
    _ engine: inout GoTextProtocol, player: any GameThinker, reading next: @escaping @Sendable () -> String?
  ) throws {
    let reader = Thread { [self] in
      while let line = next() {
        lines.withLock { $0.waiting.append(line) }
        arrival.signal()
      }
      lines.withLock { $0.hasEnded = true }
      arrival.signal()
    }
    reader.start()
    while !engine.isFinished, let line = take() {
      if let analysis = engine.analysis(line) {
        try analyze(analysis, by: player)
      } else if let answer = try engine.answer(to: line, generateMove: player.move) {
        write(answer)
      }
    }
  }

  /// The next line; nil after the last one.
  private func take() -> String? {
    arrival.wait()
    return lines.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
  }

  /// Whether a line is waiting, or no more lines will come.
  private var isInterrupted: Bool { lines.withLock { !$0.waiting.isEmpty || $0.hasEnded } }

  /// Searches until the next line comes. At least one line reports the result.
  private func analyze(_ analysis: GoTextAnalysis, by player: any GameThinker) throws {
    write("\(analysis.head)\n")
    let interval = Duration.seconds(analysis.interval)
    var next = ContinuousClock.now + interval
    var legal = analysis.game.legalActions ?? []
    // A game that is over can still be analyzed.
    if legal.isEmpty { legal = [analysis.game.pass] }
    let thought = try player.think(
      about: analysis.game, legal: legal, simulations: player.maximumSimulations
    ) { [self] soFar in
      if isInterrupted { return false }
      if ContinuousClock.now >= next {
        write("\(analysis.line(soFar()))\n")
        next = .now + interval
      }
      return true
    }
    write("\(analysis.line(thought))\n")
    while !isInterrupted { usleep(2000) }
    write("\n")
  }
}
