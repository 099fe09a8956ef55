import Conformance
import Dispatch
import Foundation
import TestSupport
import Testing

@testable import Search

/// Several searches at once with one evaluator.
@Suite struct SharedEvaluatorTests {
  private static let (callers, trees) = (6, 5)
  private static let all = (0..<callers).map { RandomTrees(trees, seed: UInt64(30 + $0)) }
  private static let capacity = SearchCapacity(trees: trees, simulations: 60, actions: 20)

  private func evaluator() -> TabularEvaluator {
    let models = Self.all.flatMap(\.models)
    return TabularEvaluator(
      models: models, roots: models.map { _ in 0 }, slots: Self.callers * Self.capacity.slots)
  }

  private func shared(_ evaluator: any Evaluator, maximumBatch: Int, deadline: Double? = nil)
    -> SharedEvaluator
  {
    SharedEvaluator(
      evaluator, callers: Self.callers, trees: Self.trees, slots: Self.capacity.slots,
      actions: Self.capacity.actions, maximumBatch: maximumBatch, deadline: deadline)
  }

  /// Runs `body` for each number on a thread of its own, and returns what it gave.
  private func onThreads<Value: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Int) throws -> Value
  ) -> [Result<Value, any Error>] {
    let results = Locked<[Int: Result<Value, any Error>]>([:])
    let group = DispatchGroup()
    for number in 0..<count {
      group.enter()
      Thread {
        let result = Result { try body(number) }
        results.change { $0[number] = result }
        group.leave()
      }.start()
    }
    group.wait()
    return (0..<count).map { results.value[$0]! }
  }

  @Test(
    arguments: [(30, 1, nil), (7, 1, nil), (5, 2, nil), (30, 3, 0.0), (11, 2, 1e-4)] as [(Int, Int, Double?)])
  func searchesFindWhatTheyFindAlone(maximumBatch: Int, cohorts: Int, deadline: Double?) throws {
    let shared = shared(evaluator(), maximumBatch: maximumBatch, deadline: deadline)
    let callers = Sendables((0..<Self.callers).map { _ in shared.join() })
    let found = onThreads(Self.callers) { number in
      let caller = callers.values[number]
      defer { caller.leave() }
      let search = try TreeSearch(
        capacity: Self.capacity, batching: Batching(cohorts: cohorts, maximumBatch: maximumBatch))
      _ = try search.run(Self.all[caller.number].requests, evaluator: caller)
      return (0..<Self.trees).map { search.bits(of: $0) }
    }
    for (number, bits) in found.enumerated() {
      let alone = try Self.all[number].search()
      #expect(try bits.get() == (0..<Self.trees).map { alone.bits(of: $0) }, "caller \(number)")
    }
    let statistics = shared.statistics
    let leaves = Self.all.flatMap(\.requests).reduce(0) { $0 + $1.simulations }
    #expect(statistics.batchSizes.reduce(0) { $0 + $1.size * $1.batches } == leaves)
    #expect(statistics.batchSizes.allSatisfy { (1...maximumBatch).contains($0.size) })
    #expect(statistics.longestQueueSeconds >= statistics.meanQueueSeconds && statistics.meanQueueSeconds > 0)
    if deadline == nil, maximumBatch == 30 { #expect(statistics.batchSizes.last?.size == 30) }
  }

  @Test func aDeadlineLetsALoneCallerGoOn() throws {
    let shared = shared(evaluator(), maximumBatch: 30, deadline: 1e-3)
    let (first, second) = (shared.join(), shared.join())
    let search = try TreeSearch(capacity: Self.capacity)
    _ = try search.run(Self.all[0].requests, evaluator: first)
    let alone = try Self.all[0].search()
    #expect((0..<Self.trees).allSatisfy { search.bits(of: $0) == alone.bits(of: $0) })
    #expect(shared.statistics.meanQueueSeconds >= 1e-3)
    second.leave()
    _ = try search.run(Self.all[0].requests, evaluator: first)
    #expect((0..<Self.trees).allSatisfy { search.bits(of: $0) == alone.bits(of: $0) })
  }

  @Test func placesAreTakenAgain() {
    let shared = shared(evaluator(), maximumBatch: 30)
    var callers = (0..<Self.callers).map { _ in shared.join() }
    #expect(callers.map(\.number) == Array(0..<Self.callers))
    callers.remove(at: 2).leave()
    #expect(shared.join().number == 2)
  }

  @Test(arguments: [
    (FaultyEvaluator.Fault.throwsAtSubmission, "the device is gone"),
    (.throwsAtWait, "the kernel failed"), (.throwsAtRoots, "no roots today"),
  ])
  func anErrorReachesEveryCallerOfTheBatch(fault: FaultyEvaluator.Fault, reason: String) throws {
    let faulty = FaultyEvaluator()
    (faulty.fault, faulty.faultyBatch) = (fault, 4)
    let shared = shared(faulty, maximumBatch: 30)
    let callers = Sendables((0..<3).map { _ in shared.join() })
    let requests = (0..<4).map { _ in TreeRequest(simulations: 10, actions: 3) }
    let run: @Sendable (Int) throws -> Int = { number in
      let search = try TreeSearch(
        capacity: SearchCapacity(trees: 4, simulations: 10, actions: 3), batching: Batching(cohorts: 2))
      _ = try search.run(requests, evaluator: callers.values[number])
      return search.result(of: 3).visits.reduce(0, +)
    }
    for outcome in onThreads(3, run) {
      let error = #expect(throws: SearchError.self) { try outcome.get() }
      #expect(error?.reason == "the evaluator failed: \(reason)")
    }
    #expect(faulty.underWay.isEmpty)
    faulty.fault = .none
    #expect(try onThreads(3, run).map { try $0.get() } == [10, 10, 10])
  }

  @Test func slotsOfCallersNeverAlias() throws {
    let recorder = FaultyEvaluator()
    let shared = shared(recorder, maximumBatch: 30)
    let callers = Sendables((0..<Self.callers).map { _ in shared.join() })
    let requests = (0..<Self.trees).map { _ in TreeRequest(simulations: 60, actions: 20) }
    _ = try onThreads(Self.callers) { number in
      defer { callers.values[number].leave() }
      let search = try TreeSearch(capacity: Self.capacity)
      _ = try search.run(requests, evaluator: callers.values[number])
    }.map { try $0.get() }
    var written = Set(recorder.rootSlots)
    for leaf in recorder.leaves {
      #expect(leaf.parent / 61 == leaf.tree && leaf.child / 61 == leaf.tree)
      #expect(written.contains(leaf.parent) && written.insert(leaf.child).inserted)
    }
    #expect(written == Set(0..<Self.callers * Self.capacity.slots))
  }
}

/// A value that threads change in turn.
private final class Locked<Value>: @unchecked Sendable {
  private let lock = NSLock()
  private(set) var value: Value

  init(_ value: Value) { self.value = value }

  func change(_ body: (inout Value) -> Void) { lock.withLock { body(&value) } }
}

/// Values of which each thread takes one of its own.
private struct Sendables<Value>: @unchecked Sendable {
  let values: [Value]

  init(_ values: [Value]) { self.values = values }
}
