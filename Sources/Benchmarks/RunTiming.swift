/// How fast a run of an executable is: a training step, or a search for plans.
package struct RunTiming: Sendable, Equatable {
  /// Of one run that is waited for: the median.
  package let milliseconds: Double
  /// The host's part of a run, until all of it is enqueued: the median.
  package let hostMilliseconds: Double
  package let launches: Int
  package let arenaBytes: Int
  /// Tracing, planning and binding, in seconds.
  package let preparationSeconds: Double
  /// Multiply-adds of products, counted twice.
  package let flops: Double

  /// In microseconds.
  package var hostMicrosecondsPerLaunch: Double { hostMilliseconds * 1e3 / Double(launches) }

  /// The share of the device's measured peak of multiply-adds.
  package func share(of peaks: DevicePeaks) -> Double {
    flops / (milliseconds * 1e-3) / (peaks.multiplyAddGflops * 1e9)
  }
}
