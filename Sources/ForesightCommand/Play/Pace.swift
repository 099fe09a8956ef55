import Foundation

/// Decides when the next step of a watched episode comes: on Enter, or by itself.
struct Pace {
  let isAutomatic: Bool
  /// The number of steps per second; nil for as many as possible.
  let speed: Double?

  /// Waits for the next step. Returns false if the user quits or the input ends.
  func next(since last: ContinuousClock.Instant) -> Bool {
    guard isAutomatic else {
      let line = TextInput.line(prompt: "Enter for a step, quit to end: ")
      return line != nil && line != "quit"
    }
    if let speed {
      let rest = Duration.seconds(1 / speed) - (.now - last)
      if rest > .zero { usleep(UInt32(min(rest / .microseconds(1), 4e9))) }
    }
    return true
  }
}
