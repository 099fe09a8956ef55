/// Ends a search in time: before a simulation that would end too late if it took as long as the longest so
/// far.
package struct SearchTimer {
  private let deadline: ContinuousClock.Instant?
  private var last: ContinuousClock.Instant
  private var longest = Duration.zero

  /// The timer of a search that begins at `start`. Without a deadline there is no limit.
  package init(start: ContinuousClock.Instant = .now, deadline: ContinuousClock.Instant?) {
    (self.deadline, last) = (deadline, start)
  }

  /// Whether there is time for another simulation. To be called after each.
  package mutating func goesOn(now: ContinuousClock.Instant = .now) -> Bool {
    guard let deadline else { return true }
    longest = max(longest, now - last)
    last = now
    return now + longest < deadline
  }
}
