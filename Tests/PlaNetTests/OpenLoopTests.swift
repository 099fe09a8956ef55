import Environments
import Replay
import TestSupport
import Testing

@testable import PlaNet

@Suite struct OpenLoopTests {
  private static let specification = EnvironmentSpecification(
    name: "test", observations: .init(shape: [5], element: .float32),
    actions: .continuous(low: [-1, -1], high: [1, 1]))

  /// An episode of random numbers, of which one observation and one action may be other ones.
  private func episode(observation: Int? = nil, action: Int? = nil) -> ContinuousEpisode {
    var generator = SeededGenerator(seed: 4)
    func numbers(_ isOther: Bool, _ count: Int) -> [Float] {
      generator.floats(count).map { isOther ? $0 + 0.5 : $0 }
    }
    var episode = ContinuousEpisode(
      specification: Self.specification, firstObservation: .numbers(numbers(observation == 0, 5)))
    for row in 1..<12 {
      let seen = numbers(observation == row, 5)
      episode.append(
        action: numbers(action == row, 2),
        step: EnvironmentStep(observation: .numbers(seen), reward: 0, isTerminated: false))
    }
    return episode
  }

  /// The first row whose mean is another one than that of the unchanged episode; nil where all are the same.
  private func firstChange(_ changed: ContinuousEpisode, bench: PlaNetBench) throws -> Int? {
    func means(_ episode: ContinuousEpisode) throws -> [Float] {
      try OpenLoopPrediction(
        of: episode, network: bench.network, store: bench.store, observations: .numbers, seed: 2,
        context: bench.context
      ).means
    }
    let (before, after) = (try means(episode()), try means(changed))
    #expect(before.count == 12 * 5)
    return (0..<12).first { before[$0 * 5..<($0 + 1) * 5] != after[$0 * 5..<($0 + 1) * 5] }
  }

  /// The context's observations count from their own row on, and none behind them; actions from the row that they led to.
  @Test(arguments: PlaNetConfiguration.variants)
  func rowsAreAligned(variant: PlaNetConfiguration.Variant) throws {
    let bench = try PlaNetBench(.small(variant: variant))
    for row in 0..<12 {
      #expect(
        try firstChange(episode(observation: row), bench: bench)
          == (row < OpenLoopPrediction.context ? row : nil))
    }
    for row in 1..<12 { #expect(try firstChange(episode(action: row), bench: bench) == row) }
  }
}
