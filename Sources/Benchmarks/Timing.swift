import Device

/// How long `body` takes, in seconds of the host's clock.
package func seconds(_ body: () throws -> Void) rethrows -> Double {
  let duration = try ContinuousClock().measure(body)
  return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
}

/// How long `count` runs of the whole list take when they are queued and waited for once, in seconds.
package func queuedSeconds(_ launches: [any Launch], count: Int, on queue: any Queue) throws -> Double {
  try seconds {
    for _ in 0..<count { for launch in launches { try queue.enqueue(launch) } }
    try queue.finish()
  }
}

extension [Double] {
  /// The middle value, or the lower of the two in the middle. There must be one.
  package var median: Double { sorted()[(count - 1) / 2] }
}
