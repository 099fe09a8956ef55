import Common

/// An agent in a one-player task, or on both sides of a game, shown step by step.
extension ShownEpisode {
  /// Shows steps until the episode is over, or the input is `quit` or ends. Throws if the device fails.
  mutating func watch(_ pace: Pace) throws {
    var steps = 0
    var last = ContinuousClock.now
    while !episode.isOver {
      guard pace.next(since: last) else {
        return printNow(
          "the episode is not over, but ends here: \(steps) steps, return \(episode.return.short)")
      }
      last = .now
      let (action, value, lines) = try act()
      steps += 1
      printNow("\n" + text)
      printNow("step \(steps): action \(action), the value was \(value)")
      for line in lines { printNow(line) }
    }
    printNow("the episode is over: \(steps) steps, return \(episode.return.short)")
  }
}
