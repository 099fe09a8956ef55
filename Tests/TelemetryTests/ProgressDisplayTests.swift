import Foundation
import Synchronization
import Testing

@testable import Telemetry

@Suite struct ProgressDisplayTests {
  /// A clock that tests set, and what was written.
  private final class Stage: Sendable {
    let time = Mutex(0.0)
    let columns = Mutex(81)
    let written = Mutex<[String]>([])

    func display(isInteractive: Bool, hasColor: Bool = false, interval: Double) -> ProgressDisplay {
      ProgressDisplay(
        terminal: Terminal(isInteractive: isInteractive, hasColor: hasColor), interval: interval,
        width: { self.columns.withLock { $0 } }, clock: { self.time.withLock { $0 } },
        write: { text in self.written.withLock { $0.append(text) } })
    }

    /// What was written since the last time.
    func take() -> [String] {
      written.withLock { written in
        defer { written = [] }
        return written
      }
    }
  }

  private static let items = [
    ProgressItem("steps", "1200"), ProgressItem("loss", "0.25"), ProgressItem("return", "200"),
  ]
  private static let bar = "━━━━━━━━━━━━────────────"

  private func status(_ fraction: Double?, _ items: [ProgressItem] = items) -> ProgressStatus {
    ProgressStatus(title: "cartpole", fraction: fraction, items: items)
  }

  @Test func linesAreDrawnOverInPlace() {
    let stage = Stage()
    let display = stage.display(isInteractive: true, interval: 0.2)
    display.update { status(0.5) }
    let line = "steps  1200   loss   0.25   return  200\u{1b}[K\n"
    #expect(stage.take() == ["cartpole  \(Self.bar)  50 %\u{1b}[K\n\(line)"])
    stage.time.withLock { $0 = 0.1 }
    display.update {
      Issue.record("asked for too soon")
      return status(0.5)
    }
    #expect(stage.take() == [])
    stage.time.withLock { $0 = 50 }
    display.update { status(0.75) }
    #expect(
      stage.take() == [
        "\u{1b}[2A\rcartpole  ━━━━━━━━━━━━━━━━━━──────  75 %  50 s left\u{1b}[K\n\(line)"
      ])
    display.note("saved")
    #expect(
      stage.take() == [
        "\u{1b}[2A\rsaved\u{1b}[K\ncartpole  ━━━━━━━━━━━━━━━━━━──────  75 %  50 s left\u{1b}[K\n\(line)"
      ])
    display.finish(status(nil, []))
    #expect(stage.take() == ["\u{1b}[2A\rcartpole\u{1b}[K\n\u{1b}[J"])
    display.note("done")
    #expect(stage.take() == ["done\n"])
  }

  @Test func linesFitTheWidth() {
    let stage = Stage()
    let display = stage.display(isInteractive: true, interval: 0)
    for (width, lines) in [
      (28, ["cartpole  50 %", "steps  1200   loss   0.25", "return  200"]),
      (17, ["cartpole  50 %", "steps  1200", "loss   0.25", "return  200"]),
      (8, ["…  50 %", "steps …", "loss 0…", "return…"]),
    ] {
      stage.columns.withLock { $0 = width }
      let first = stage.display(isInteractive: true, interval: 0)
      first.update { status(0.5) }
      #expect(stage.take() == [lines.map { "\($0)\u{1b}[K\n" }.joined()])
      display.update { status(0.5) }
      _ = stage.take()
    }
  }

  @Test func theFigureStaysBesideALongTitle() {
    let stage = Stage()
    stage.columns.withLock { $0 = 41 }
    let display = stage.display(isInteractive: true, interval: 0)
    let title = "cartpole-swingup-vector-2026-11-27-1"
    for time in [0.0, 50] {
      stage.time.withLock { $0 = time }
      display.update { ProgressStatus(title: title, fraction: 0.25 + time / 200, items: []) }
    }
    #expect(
      stage.take() == [
        "cartpole-swingup-vector-2026-11-2…  25 %\u{1b}[K\n",
        "\u{1b}[1A\rcartpole-swingup-vector-2026-11-2…  50 %\u{1b}[K\n",
      ])
  }

  @Test func nothingStaysOfARunThatStopped() {
    let stage = Stage()
    let terminal = stage.display(isInteractive: true, interval: 0)
    terminal.update { status(0.5) }
    _ = stage.take()
    terminal.stop(status(0.5))
    #expect(stage.take() == ["\u{1b}[2A\r\u{1b}[J"])
    let file = stage.display(isInteractive: false, interval: 10)
    file.stop(status(0.5))
    #expect(stage.take() == ["cartpole  50 %  steps 1200  loss 0.25  return 200\n"])
  }

  @Test func colourOnlyWhereItIsWanted() {
    let stage = Stage()
    stage.display(isInteractive: true, hasColor: true, interval: 0).update { status(nil, [.init("a", "1")]) }
    #expect(stage.take() == ["\u{1b}[1mcartpole\u{1b}[0m\u{1b}[K\n\u{1b}[2ma\u{1b}[0m 1\u{1b}[K\n"])
    let pipe = Terminal(descriptor: -1, environment: [:])
    #expect(!pipe.isInteractive && !pipe.hasColor)
    #expect(Terminal.width(of: -1) == 80)
  }

  @Test func anOutputThatIsFullEndsNoRun() {
    let full = open("/dev/full", O_WRONLY)
    ProgressDisplay(descriptor: full).finish(status(1))
    ProgressDisplay(descriptor: -1).finish(status(1))
    close(full)
  }

  @Test func plainLinesWhereThereIsNoTerminal() {
    let stage = Stage()
    let display = stage.display(isInteractive: false, interval: 10)
    display.update { status(0.25) }
    stage.time.withLock { $0 = 9 }
    display.update { status(0.3) }
    stage.time.withLock { $0 = 100 }
    display.update { status(0.5) }
    display.note("saved")
    display.finish(status(1))
    #expect(
      stage.take() == [
        "cartpole  25 %  steps 1200  loss 0.25  return 200\n",
        "cartpole  50 %  steps 1200  loss 0.25  return 200  3:20 left\n", "saved\n",
        "cartpole  100 %  steps 1200  loss 0.25  return 200\n",
      ])
  }

  @Test func timeLeftFollowsTheRecentSpeed() {
    var left = TimeLeft(window: 60)
    #expect(left.seconds == nil)
    for second in 0...100 { left.add(fraction: Double(second) / 1000, time: Double(second)) }
    #expect(abs(left.seconds! - 900) < 1e-6)
    for second in 101...200 { left.add(fraction: 0.1 + Double(second - 100) / 500, time: Double(second)) }
    #expect(abs(left.seconds! - 350) < 1e-6)
  }

  @Test(arguments: [(0.4, "0 s"), (59.4, "59 s"), (59.6, "1:00"), (3599, "59:59"), (7384, "2:03:04")])
  func durations(seconds: Double, text: String) {
    #expect(ProgressLayout.duration(seconds) == text)
  }
}
