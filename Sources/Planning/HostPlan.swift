/// What a search on the host has found for one environment.
public struct HostPlan: Sendable, Equatable {
  /// [steps][dimensions], of the last population's selected candidates.
  public let mean: [[Float]]
  /// As `mean`.
  public let deviation: [[Float]]
  /// [candidates] of the last population.
  public let returns: [Float]

  /// [dimensions]: the first action's mean, which is played.
  public var action: [Float] { mean[0] }
}
