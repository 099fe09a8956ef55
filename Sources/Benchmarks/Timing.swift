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
