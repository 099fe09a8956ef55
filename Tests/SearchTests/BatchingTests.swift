import Conformance
@testable import Search
import TestSupport
import Testing

/// What trees are searched beside a tree changes nothing.
@Suite struct BatchingTests {
  private static let trees = RandomTrees(150, seed: 1)
  private static let alone = Result {
    try trees.requests.indices.map { try trees.alone($0).search().bits(of: 0) }
  }

  @Test(
    arguments: [
      (1, Int.max, 1), (1, .max, 2), (2, .max, 1), (3, 64, 2), (7, .max, 3), (1, 5, 1), (4, 5, 2),
      (150, .max, 1), (1, 1, 2),
      (1000, 1000, 16),
    ]) func treesAreSearchedAsAlone(groups: Int, maximumBatch: Int, threads: Int) throws
  {
    let search = try Self.trees.search(
      Batching(groups: groups, maximumBatch: maximumBatch, threads: threads))
    let alone = try Self.alone.get()
    for tree in alone.indices { #expect(search.bits(of: tree) == alone[tree], "tree \(tree)") }
  }

  @Test func threadsChangeNothingWhereAllTreesGoOn() throws {
    var trees = RandomTrees(500, seed: 2)
    for tree in trees.requests.indices { trees.requests[tree].simulations = 20 }
    let one = try trees.search(Batching(threads: 1))
    let four = try trees.search(Batching(groups: 2, threads: 4))
    for tree in trees.requests.indices { #expect(one.bits(of: tree) == four.bits(of: tree)) }
  }

  @Test func aSearchLeavesNothingToTheNext() throws {
    let (first, second) = (RandomTrees(40, seed: 3), RandomTrees(40, seed: 4))
    let capacity = SearchCapacity(trees: 50, simulations: 60, actions: 20)
    let search = try TreeSearch(capacity: capacity, batching: Batching(groups: 3))
    func run(_ trees: RandomTrees) throws -> [[UInt64]] {
      let evaluator = TabularEvaluator(
        models: trees.models, roots: trees.models.map { _ in 0 }, slots: capacity.slots)
      _ = try search.run(trees.requests, evaluator: evaluator)
      return trees.requests.indices.map { search.bits(of: $0) }
    }
    let expected = try run(second)
    #expect(try run(first) != expected)
    #expect(try run(second) == expected)
  }

  @Test func rangesHaveAllTreesOnce() {
    for trees in [1, 2, 5, 64, 100] {
      for groups in [1, 2, 3, 64, 200] {
        for maximum in [1, 3, 64, Int.max] {
          let ranges = Batching(groups: groups, maximumBatch: maximum).ranges(trees: trees)
          #expect(ranges.flatMap { Array($0) } == Array(0..<trees))
          #expect(ranges.allSatisfy { (1...maximum).contains($0.count) })
          #expect(ranges.count >= min(groups, trees))
        }
      }
    }
  }

  @Test func statisticsCountBatches() throws {
    var trees = RandomTrees(10, seed: 5)
    for tree in 0..<10 { trees.requests[tree].simulations = tree < 4 ? 3 : 7 }
    let search = try TreeSearch(capacity: trees.capacity)
    let statistics = try search.run(trees.requests, evaluator: trees.evaluator())
    #expect(statistics.batchSizes == [.init(size: 6, batches: 4), .init(size: 10, batches: 3)])
    #expect(statistics.leaves == 54)
    #expect(statistics.meanBatchSize == 54.0 / 7)
    #expect((0...1).contains(statistics.idleShare))
    let parts = statistics.inferenceSeconds + statistics.descentSeconds + statistics.backUpSeconds
    #expect(parts > 0 && parts <= statistics.seconds)
    #expect(statistics.longestQueueSeconds >= statistics.meanQueueSeconds)
  }
}
