import Device
import Operations
import TestSupport
import Testing

/// Planning's kernels against a reference on the host.
@Suite struct PlanningPopulationTests {
  struct Sizes: Sendable {
    let steps: Int
    let environments: Int
    let candidates: Int
    let dimensions: Int
    let top: Int
  }

  /// One of everything, all selected, primes, off the vector's width and a work-item's share, and the paper's.
  static let sizes = [
    Sizes(steps: 1, environments: 1, candidates: 1, dimensions: 1, top: 1),
    Sizes(steps: 2, environments: 3, candidates: 17, dimensions: 5, top: 17),
    Sizes(steps: 3, environments: 2, candidates: 131, dimensions: 17, top: 13),
    Sizes(steps: 1, environments: 5, candidates: 16, dimensions: 33, top: 1),
    Sizes(steps: 2, environments: 1, candidates: 769, dimensions: 16, top: 511),
    Sizes(steps: 12, environments: 2, candidates: 1000, dimensions: 6, top: 100),
  ]

  @Test(arguments: sizes, [KernelVariant.vector, .group])
  func samplesAreClipped(sizes: Sizes, kernelVariant: KernelVariant) throws {
    let bench = try Bench(kernelVariant)
    var numbers = SeededGenerator(seed: 1)
    let rows = sizes.steps * sizes.environments, dimensions = sizes.dimensions
    let mean = numbers.floats(rows * dimensions), deviation = numbers.floats(rows * dimensions, in: 0...2)
    let noise = numbers.floats(rows * sizes.candidates * dimensions, in: -3...3)
    let low = numbers.floats(dimensions, in: -2...0), high = numbers.floats(dimensions, in: 0...2)
    let shape = [sizes.steps, sizes.environments, dimensions]
    let wide = [sizes.steps, sizes.environments, sizes.candidates, dimensions]
    let actions = try bench.unwritten(wide)
    try bench.run(
      PlanningPopulation.sample(
        .init(
          mean: bench.array(mean, shape), deviation: bench.array(deviation, shape),
          low: bench.array(low, [dimensions]), high: bench.array(high, [dimensions])),
        noise: bench.array(noise, wide), actions: actions, context: bench.context))
    let expected = noise.indices.map { place in
      let (a, row) = (place % dimensions, place / dimensions / sizes.candidates)
      let value =
        Double(mean[row * dimensions + a]) + Double(deviation[row * dimensions + a]) * Double(noise[place])
      return min(max(value, Double(low[a])), Double(high[a]))
    }
    expectClose(try bench.values(actions), expected)
  }

  @Test(arguments: sizes, [KernelVariant.vector, .group])
  func topIsTheHeadOfAStableSort(sizes: Sizes, kernelVariant: KernelVariant) throws {
    var numbers = SeededGenerator(seed: 2)
    // Few values, so that many are equal, of both zeros and both infinities, and NaN of either sign.
    let values: [Float] = [
      0, -0.0, 1, -1, 2.5, .infinity, -.infinity, .nan, -.nan, .leastNonzeroMagnitude, -1e30,
    ]
    let returns = (0..<sizes.environments * sizes.candidates).map { _ in
      Bool.random(using: &numbers)
        ? values.randomElement(using: &numbers)! : .random(in: -3...3, using: &numbers)
    }
    let places = try top(returns, sizes, kernelVariant)
    for environment in 0..<sizes.environments {
      let row = Array(returns[environment * sizes.candidates..<(environment + 1) * sizes.candidates])
      let expected = row.indices.sorted { a, b in
        if row[a].isNaN || row[b].isNaN { return row[a].isNaN == row[b].isNaN ? a < b : row[b].isNaN }
        return row[a] == row[b] ? a < b : row[a] > row[b]
      }.prefix(sizes.top)
      #expect(
        places[environment * sizes.top..<(environment + 1) * sizes.top].map(Int.init) == Array(expected))
    }
  }

  @Test(arguments: sizes, [KernelVariant.vector, .group])
  func refitIsOfTheChosenCandidates(sizes: Sizes, kernelVariant: KernelVariant) throws {
    for spread in PlanningPopulation.Spread.allCases {
      let bench = try Bench(kernelVariant)
      var numbers = SeededGenerator(seed: 3)
      let (steps, environments, candidates) = (sizes.steps, sizes.environments, sizes.candidates)
      let dimensions = sizes.dimensions
      let actions = numbers.floats(steps * environments * candidates * dimensions)
      let index = (0..<environments).flatMap { _ in
        (0..<candidates).shuffled(using: &numbers).prefix(sizes.top).map(Int32.init)
      }
      let mean = try bench.unwritten([steps, environments, dimensions])
      let deviation = try bench.unwritten(mean.shape)
      try bench.run(
        PlanningPopulation.refit(
          actions: bench.array(actions, [steps, environments, candidates, dimensions]),
          index: bench.array(index, [environments, sizes.top]), spread: spread, mean: mean,
          deviation: deviation, context: bench.context))
      var means: [Double] = []
      var deviations: [Double] = []
      for row in 0..<steps * environments {
        let first = row % environments * sizes.top
        for a in 0..<dimensions {
          let chosen = index[first..<first + sizes.top].map {
            Double(actions[(row * candidates + Int($0)) * dimensions + a])
          }
          let count = Double(sizes.top), center = chosen.reduce(0, +) / count
          means.append(center)
          deviations.append(
            spread == .standardDeviation
              ? (chosen.map { ($0 - center) * ($0 - center) }.reduce(0, +) / count).squareRoot()
              : chosen.map { abs($0 - center) }.reduce(0, +) / max(count - 1, 1))
        }
      }
      expectClose(try bench.values(mean), means, "mean, \(spread)")
      expectClose(try bench.values(deviation), deviations, "deviation, \(spread)")
    }
  }

  private func top(_ returns: [Float], _ sizes: Sizes, _ kernelVariant: KernelVariant) throws -> [Int32] {
    let bench = try Bench(kernelVariant)
    let unset = [Int32](repeating: -1, count: sizes.environments * sizes.top)
    let index = try bench.array(unset, [sizes.environments, sizes.top])
    try bench.run(
      PlanningPopulation.top(
        returns: bench.array(returns, [sizes.environments, sizes.candidates]), index: index,
        context: bench.context))
    return try bench.queue.download(index.buffer, range: 0..<index.count * 4).wait().array()
  }
}
