/// Estimates the time until a run ends, from its recent speed.
struct TimeLeft {
  /// The time over which the speed is measured, in seconds.
  private let window: Double
  private var samples: [(time: Double, fraction: Double)] = []

  init(window: Double = 60) { self.window = window }

  /// Notes the progress at a time in seconds.
  mutating func add(fraction: Double, time: Double) {
    samples.append((time, fraction))
    // One sample before the window is kept, so that the whole window is covered.
    while samples.count > 2, samples[1].time <= time - window { samples.removeFirst() }
  }

  /// The estimate in seconds; nil until the speed is known.
  var seconds: Double? {
    guard let first = samples.first, let last = samples.last, last.time - first.time >= 1,
      last.fraction > first.fraction
    else { return nil }
    return (1 - last.fraction) * (last.time - first.time) / (last.fraction - first.fraction)
  }
}
