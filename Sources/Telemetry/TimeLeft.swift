/// Estimates when a run ends, from its speed over the last while.
struct TimeLeft {
  /// The seconds that the speed is taken over.
  private let window: Double
  private var samples: [(time: Double, fraction: Double)] = []

  init(window: Double = 60) { self.window = window }

  /// Notes how much is done at a time in seconds.
  mutating func add(fraction: Double, time: Double) {
    samples.append((time, fraction))
    // One sample before the window stays, so that it is spanned as a whole.
    while samples.count > 2, samples[1].time <= time - window { samples.removeFirst() }
  }

  /// Seconds; nil until the speed is known.
  var seconds: Double? {
    guard let first = samples.first, let last = samples.last, last.time - first.time >= 1,
      last.fraction > first.fraction
    else { return nil }
    return (1 - last.fraction) * (last.time - first.time) / (last.fraction - first.fraction)
  }
}
