@testable import Search
import Testing

/// Noise in the root's priors, and actions drawn by visits.
@Suite struct NoiseTests {
  /// The root's priors of trees with keys from 0, where the evaluator's are equal.
  private func priors(
    _ count: Int, legal: [Int], actions: Int, noise: RootNoise?, seed: UInt64 = 0, move: UInt64 = 0
  ) throws -> [[Float]] {
    let search = try TreeSearch(capacity: SearchCapacity(trees: count, simulations: 1, actions: actions))
    let requests = (0..<count).map {
      TreeRequest(
        simulations: 1, actions: actions, legalActions: legal, noise: noise,
        key: RandomKey(seed: seed, tree: UInt64($0), move: move))
    }
    _ = try search.run(requests, evaluator: FaultyEvaluator())
    return (0..<count).map { search.result(of: $0).priors }
  }

  @Test(arguments: [0.03, 0.3, 1, 2.5]) func noiseHasTheMomentsOfDirichlet(alpha: Double) throws {
    let (legal, share, count) = ([1, 2, 4, 5, 7], 0.25, 20_000)
    let rows = try priors(count, legal: legal, actions: 8, noise: RootNoise(share: share, alpha: alpha))
    let mean = 1.0 / 5
    let variance = mean * (1 - mean) / (5 * alpha + 1)
    let noises = rows.map { row in legal.map { (Double(row[$0]) - (1 - share) / 5) / share } }
    for row in rows {
      #expect(row[0] == 0 && row[3] == 0 && row[6] == 0)
      #expect(abs(row.reduce(0, +) - 1) < 1e-5)
    }
    for index in legal.indices {
      let values = noises.map { $0[index] }
      let measured = values.reduce(0, +) / Double(count)
      let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
      #expect(abs(measured - mean) < 5 * (variance / Double(count)).squareRoot())
      #expect(abs(square - variance) < 0.06 * variance)
    }
    let product = noises.reduce(0) { $0 + ($1[0] - mean) * ($1[3] - mean) } / Double(count)
    #expect(abs(product + mean * mean / (5 * alpha + 1)) < 0.12 * mean * mean / (5 * alpha + 1))
  }

  @Test func noiseDependsOnTheKeyAlone() throws {
    let noise = RootNoise(alpha: 0.3)
    let first = try priors(20, legal: [0, 1, 2], actions: 3, noise: noise, seed: 1)
    #expect(try priors(10, legal: [0, 1, 2], actions: 3, noise: noise, seed: 1) == Array(first.prefix(10)))
    #expect(Set(first).count == 20)
    let other = try priors(20, legal: [0, 1, 2], actions: 3, noise: noise, seed: 2)
    let later = try priors(20, legal: [0, 1, 2], actions: 3, noise: noise, seed: 1, move: 1)
    #expect(Set(first + other + later).count == 60)
  }

  @Test func withoutNoisePriorsAreTheEvaluators() throws {
    for row in try priors(3, legal: [0, 2], actions: 3, noise: nil) { #expect(row == [0.5, 0, 0.5]) }
    for row in try priors(3, legal: [0, 2], actions: 3, noise: RootNoise(share: 0, alpha: 1)) {
      #expect(row == [0.5, 0, 0.5])
    }
  }

  @Test func aTinyAlphaStillGivesADistribution() {
    for tree in 0..<200 {
      var generator = RandomKey(tree: UInt64(tree)).generator(for: .noise)
      let noise = generator.dirichlet(alpha: 1e-4, count: 300)
      #expect(abs(noise.reduce(0, +) - 1) < 1e-9)
      #expect(noise.allSatisfy { $0 >= 0 })
    }
  }

  // MARK: Actions

  private func result(_ visits: [Int], tree: Int = 0) -> TreeResult {
    TreeResult(
      visits: visits, values: visits.map { _ in 0 }, priors: visits.map { _ in 0 }, rootValue: 0,
      simulations: visits.reduce(0, +), key: RandomKey(tree: UInt64(tree)), gumbel: nil)
  }

  @Test func aTemperatureOf0TakesTheMostVisitedAction() {
    #expect(result([3, 9, 0, 9, 4]).action(temperature: 0) == 1)
    #expect(result([3, 9, 0, 9, 4]).probabilities(temperature: 0) == [0, 1, 0, 0, 0])
  }

  @Test(arguments: [0.25, 0.5, 1, 2]) func actionsAreDrawnByVisitsAndTemperature(temperature: Double) {
    let (visits, count) = ([10, 0, 25, 15], 40_000)
    let probabilities = result(visits).probabilities(temperature: temperature)
    var counts = visits.map { _ in 0 }
    for tree in 0..<count { counts[result(visits, tree: tree).action(temperature: temperature)] += 1 }
    #expect(abs(probabilities.reduce(0, +) - 1) < 1e-12)
    #expect(counts[1] == 0)
    var ratio = 1.0
    for _ in 0..<Int((1 / temperature).rounded()) { ratio *= 25.0 / 10 }
    if temperature == 2 { ratio = (25.0 / 10).squareRoot() }
    #expect(abs(probabilities[2] / probabilities[0] - ratio) < 1e-9)
    for (action, probability) in probabilities.enumerated() {
      let deviation = (probability * (1 - probability) / Double(count)).squareRoot()
      #expect(abs(Double(counts[action]) / Double(count) - probability) <= 5 * deviation)
    }
  }

  @Test func policyIsTheShareOfVisits() { #expect(result([1, 0, 3]).policy == [0.25, 0, 0.75]) }
}
