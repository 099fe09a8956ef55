import Foundation

/// When the next step of what is watched comes: on Enter, or by itself.
struct Pace {
  let isAutomatic: Bool
  /// Steps each second; nil for as many as there can be.
  let speed: Double?

  /// Waits for the next step; false where the person, or the end of the input, wants none.
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
