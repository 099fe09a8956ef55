/// The result of planning on the host for one environment.
public struct HostPlan: Sendable, Equatable {
  /// The mean of the last population's selected candidates: [steps][dimensions].
  public let mean: [[Float]]
  /// The spread of the same candidates, in the shape of `mean`.
  public let deviation: [[Float]]
  /// The returns of the last population: [candidates].
  public let returns: [Float]

  /// The mean of the first action, which is played: [dimensions].
  public var action: [Float] { mean[0] }
}
