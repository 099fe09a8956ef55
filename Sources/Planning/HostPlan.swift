/// What a search on the host has found for one environment.
package struct HostPlan: Sendable, Equatable {
  /// [steps][dimensions], of the last population's selected candidates.
  package let mean: [[Float]]
  /// As `mean`.
  package let deviation: [[Float]]
  /// [candidates] of the last population.
  package let returns: [Float]

  /// [dimensions]: the first action's mean, which is played.
  package var action: [Float] { mean[0] }
}
