import ArgumentParser

/// Simulations of searches, one setting after the other: `1,2,5,10`.
struct SimulationCounts: ExpressibleByArgument {
  let counts: [Int]

  /// How many a search can have.
  static let allowed = 1...1_000_000

  init?(argument: String) {
    let counts = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    guard counts.allSatisfy(Self.allowed.contains) else { return nil }
    self.counts = counts
  }
}
