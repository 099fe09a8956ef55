/// The timing of an executable: a training step, or a planner.
package struct RunTiming: Sendable, Equatable {
  /// The median time of one run that is waited for.
  package let milliseconds: Double
  /// The median of the host's time for a run, until all of it is enqueued.
  package let hostMilliseconds: Double
  package let launches: Int
  package let arenaBytes: Int
  /// The time of tracing, planning and binding, in seconds.
  package let preparationSeconds: Double
  /// The floating-point operations of products; a multiply-add counts as two.
  package let flops: Double

  /// The host's time per launch, in microseconds.
  package var hostMicrosecondsPerLaunch: Double { hostMilliseconds * 1e3 / Double(launches) }

  /// The share of the device's measured peak rate of multiply-adds.
  package func share(of peaks: DevicePeaks) -> Double {
    flops / (milliseconds * 1e-3) / (peaks.multiplyAddGflops * 1e9)
  }
}
