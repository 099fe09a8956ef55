@testable import Search
import Testing

/// Searches that end when their time is up.
@Suite struct TimeLimitTests {
  @Test func everyTreeHasOneSimulationAtLeast() throws {
    let trees = RandomTrees(40, seed: 21)
    let search = try TreeSearch(capacity: trees.capacity, batching: Batching(groups: 2))
    let statistics = try search.run(trees.requests, evaluator: trees.evaluator(), isStopped: { true })
    #expect(statistics.leaves == 40)
    var short = trees
    for tree in 0..<40 { short.requests[tree].simulations = 1 }
    let expected = try short.search()
    for tree in 0..<40 {
      #expect(search.result(of: tree).simulations == 1)
      #expect(search.bits(of: tree) == expected.bits(of: tree))
      #expect(search.dump(of: tree).simulations == 1 && search.shape(of: tree).nodes == 2)
    }
  }

  @Test func timeThatIsNotUpChangesNothing() throws {
    let trees = RandomTrees(20, seed: 22)
    let search = try TreeSearch(capacity: trees.capacity)
    let end = ContinuousClock.now.advanced(by: .seconds(3600))
    _ = try search.run(
      trees.requests, evaluator: trees.evaluator(), isStopped: { ContinuousClock.now >= end })
    let expected = try trees.search()
    for tree in 0..<20 {
      #expect(search.bits(of: tree) == expected.bits(of: tree))
      #expect(search.result(of: tree).simulations == trees.requests[tree].simulations)
    }
  }

  /// Whoever is asked after each simulation sees the tree as it was before, and the search as if it had ended there.
  @Test func theSearchEndsWhenItIsToldTo() throws {
    let trees = RandomTrees(1, seed: 24, isNoisy: false)
    var request = trees.requests[0]
    request.simulations = 100
    let search = try TreeSearch(
      capacity: SearchCapacity(trees: 1, simulations: 100, actions: request.actions))
    var seen: [Int] = []
    _ = try search.run([request], evaluator: trees.evaluator()) {
      if seen.isEmpty {
        seen.append(0)
      } else {
        let (result, shape) = (search.result(of: 0), search.shape(of: 0))
        #expect(result.visits.reduce(0, +) == result.simulations && shape.nodes == result.simulations + 1)
        seen.append(result.simulations)
      }
      return seen.count < 7
    }
    #expect(seen == Array(0..<7) && search.result(of: 0).simulations == 7)
    var short = trees
    short.requests[0].simulations = 7
    #expect(search.bits(of: 0) == (try short.search()).bits(of: 0))
  }

  /// An evaluator that lets the time pass in its fourth batch of leaves ends the search with it.
  @Test func theSearchEndsWithTheSimulationInWhichTimePasses() throws {
    let trees = RandomTrees(1, seed: 23, isNoisy: false)
    var request = trees.requests[0]
    request.simulations = 100
    let search = try TreeSearch(
      capacity: SearchCapacity(trees: 1, simulations: 100, actions: request.actions))
    let deadline = ContinuousClock.now.advanced(by: .seconds(2))
    let evaluator = SlowEvaluator(slowBatch: 4, until: deadline)
    _ = try search.run(
      [request], evaluator: evaluator, isStopped: { ContinuousClock.now >= deadline })
    #expect(search.result(of: 0).simulations == 4)
    #expect(search.result(of: 0).visits.reduce(0, +) == 4)
    #expect(search.result(of: 0).policy.reduce(0, +) == 1)
  }
}

/// Equal priors, no reward, no value; one batch of leaves takes until a time has passed.
private final class SlowEvaluator: Evaluator {
  let priorForm = PriorForm.probabilities
  private let slowBatch: Int
  private let end: ContinuousClock.Instant
  private var batches = 0

  init(slowBatch: Int, until end: ContinuousClock.Instant) { (self.slowBatch, self.end) = (slowBatch, end) }

  func submit(roots batch: RootBatch) -> InferenceHandle {
    batch.priors.update(repeating: 1, count: batch.count * batch.actions)
    return InferenceHandle()
  }

  func submit(leaves batch: LeafBatch) -> InferenceHandle {
    batches += 1
    while batches == slowBatch, ContinuousClock.now < end {}
    batch.priors.update(repeating: 1, count: batch.count * batch.actions)
    batch.rewards.update(repeating: 0, count: batch.count)
    batch.values.update(repeating: 0, count: batch.count)
    return InferenceHandle()
  }

  func wait(for handle: InferenceHandle) {}
}
