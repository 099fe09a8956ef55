import Device

/// The time that `body` takes by the host's clock, in seconds.
package func seconds(_ body: () throws -> Void) rethrows -> Double {
  let duration = try ContinuousClock().measure(body)
  return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
}

/// The time of `count` runs of all launches that are queued and waited for once, in seconds.
package func queuedSeconds(_ launches: [any Launch], count: Int, on queue: any Queue) throws -> Double {
  try seconds {
    for _ in 0..<count { for launch in launches { try queue.enqueue(launch) } }
    try queue.finish()
  }
}

extension [Double] {
  /// The middle value, or the lower of the two middle ones. There must be at least one value.
  package var median: Double { sorted()[(count - 1) / 2] }
}

extension Queue {
  /// The median times in seconds of `count` runs that are waited for one by one, after `warmUp` runs that are not counted: of
  /// the whole, and of the host's part. `run` enqueues the run of a number.
  func medianTimes(of count: Int, warmUp: Int, _ run: (UInt64) throws -> Void) throws -> (
    whole: Double, host: Double
  ) {
    var (times, hostTimes): ([Double], [Double]) = ([], [])
    for index in 0..<warmUp + count {
      var host = 0.0
      let time = try seconds {
        host = try seconds {
          try run(UInt64(index))
          try flush()
        }
        try finish()
      }
      if index >= warmUp {
        times.append(time)
        hostTimes.append(host)
      }
    }
    return (times.median, hostTimes.median)
  }
}
