import ArgumentParser

/// Numbers of simulations of searches, for one evaluation after the other, such as `1,2,5,10`.
struct SimulationCounts: ExpressibleByArgument {
  let counts: [Int]

  static let allowed = 1...1_000_000

  init?(argument: String) {
    let counts = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    guard counts.allSatisfy(Self.allowed.contains) else { return nil }
    self.counts = counts
  }
}
