/// The time that an evaluator has spent, by kind of work, in seconds.
public struct EvaluatorTimes: Sendable, Equatable, Encodable {
  /// The time of handing batches to the device.
  public var upload = 0.0
  /// The time of starting the device's work and waiting for it. The work of a device that computes on the
  /// calling thread counts here.
  public var device = 0.0
  /// The time of handing results to the search.
  public var download = 0.0

  /// Times in seconds; those not given are 0.
  public init(upload: Double = 0, device: Double = 0, download: Double = 0) {
    (self.upload, self.device, self.download) = (upload, device, download)
  }

  static func - (times: EvaluatorTimes, earlier: EvaluatorTimes) -> EvaluatorTimes {
    EvaluatorTimes(
      upload: times.upload - earlier.upload, device: times.device - earlier.device,
      download: times.download - earlier.download)
  }

  static func + (one: EvaluatorTimes, other: EvaluatorTimes) -> EvaluatorTimes {
    EvaluatorTimes(
      upload: one.upload + other.upload, device: one.device + other.device,
      download: one.download + other.download)
  }
}
