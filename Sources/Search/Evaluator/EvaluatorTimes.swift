/// How an evaluator's time went, in seconds.
public struct EvaluatorTimes: Sendable, Equatable, Encodable {
  /// Handing batches to the device.
  public var upload = 0.0
  /// Starting the device's work and waiting for it. A device that works on the calling thread does so here.
  public var device = 0.0
  /// Handing answers to the search.
  public var download = 0.0

  /// Times; 0 where nothing is given.
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
