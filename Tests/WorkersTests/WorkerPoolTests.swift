import Common
import Environments
import Foundation
import TestSupport
import Testing

@testable import Workers

@Suite(.enabled(if: Corridor.isThere, "there is no python3")) struct WorkerPoolTests {
  @Test func anEnvironmentIsAsItsPythonSays() throws {
    let pool = try WorkerPool(Corridor.task(actionRepeat: 2))
    let specification = pool.specification
    #expect(specification.name == "python:Tests.Fixtures.workers.corridor:Corridor")
    #expect(specification.observations == .init(shape: [3], element: .float32))
    #expect(specification.actions == .discrete(count: 2, meaning: .choice))
    #expect(pool.versions.hasPrefix("Python 3."))

    var environment = try WorkerEnvironment<Int>(in: pool)
    guard case .numbers(let first) = try environment.reset(seed: 3 << 33) else {
      Issue.record("no numbers")
      return
    }
    #expect(first.count == 3 && first[1] == 0)
    let step = try environment.step(1)
    // Two steps of −0.1.
    #expect(step.reward == -0.2 && !step.isOver)
    guard case .numbers(let second) = step.observation else {
      Issue.record("no numbers")
      return
    }
    #expect(second[1] == 0.1 && abs(second[0] - first[0] - 1.0 / 3) < 1e-6)
  }

  @Test func episodesEndAsTheirPythonSays() throws {
    let pool = try WorkerPool(Corridor.task("Corridor", ["length": .whole(3), "limit": .whole(4)]))
    var environment = try WorkerEnvironment<Int>(in: pool)
    _ = try environment.reset(seed: 0)
    var last = try environment.step(1)
    while !last.isOver { last = try environment.step(1) }
    #expect(last.isTerminated && last.reward == 1)
    _ = try environment.reset(seed: 0)
    let steps = try (0..<4).map { _ in try environment.step(0) }
    #expect(steps.map(\.isTruncated) == [false, false, false, true])
    #expect(steps.allSatisfy { !$0.isTerminated })
  }

  @Test func equalSeedsGiveEqualEpisodesWhereverTheyArePlayed() throws {
    let seeds: [UInt64] = [1, 2, 3, 1, 200]
    let pool = try WorkerPool(Corridor.task(workers: 2))
    var (first, second) = (try WorkerEnvironment<Int>(in: pool), try WorkerEnvironment<Int>(in: pool))
    let expected = try Corridor.episodes(of: &first, seeds: seeds)
    let other = try Corridor.episodes(of: &second, seeds: seeds)
    for (one, another) in zip(expected, other) {
      #expect(one.observations == another.observations && one.rewards == another.rewards)
    }
    #expect(expected[0].observations == expected[3].observations)
    #expect(expected[0].observations != expected[1].observations)
  }

  @Test func preparedStepsOfManyEnvironmentsAreTheSameAsOneAfterTheOther() throws {
    let pool = try WorkerPool(Corridor.task(workers: 2))
    let prototype = try WorkerEnvironment<Int>(in: pool)
    var together = [WorkerEnvironment<Int>](repeating: prototype, count: 9)
    var alone = together
    for index in together.indices {
      #expect(
        try together[index].reset(seed: UInt64(index) << 40) == alone[index].reset(seed: UInt64(index) << 40))
    }
    for step in 0..<15 {
      for (index, environment) in together.enumerated() { environment.prepare((step + index) & 1) }
      for index in together.indices {
        #expect(
          try together[index].step((step + index) & 1) == alone[index].step((step + index) & 1),
          "environment \(index), step \(step)")
      }
    }
    #expect(pool.statistics.answers == 2 * 9 * 16)
    #expect(pool.statistics.bytes == 2 * 9 * 16 * 12)
  }

  @Test func placesAreUsedAgain() throws {
    let pool = try WorkerPool(Corridor.task(workers: 2))
    let prototype = try WorkerEnvironment<Int>(in: pool)
    for _ in 0..<5 {
      var environments = [WorkerEnvironment<Int>](repeating: prototype, count: 4)
      for index in environments.indices { _ = try environments[index].reset(seed: 1) }
      environments = []
    }
    #expect(pool.lock.withLock { pool.workers.map(\.slots) } == [2, 2])
  }

  @Test func continuousActionsArriveWithinTheirBounds() throws {
    let pool = try WorkerPool(Corridor.task("Steering"))
    #expect(pool.specification.actions == .continuous(low: [-2], high: [3]))
    var environment = UnitActions(try WorkerEnvironment<[Float]>(in: pool))
    guard case .numbers(let first) = try environment.reset(seed: 1) else { return }
    environment.prepare([0.2])
    let step = try environment.step([0.2])
    // −2 + 0.6 · 5.
    guard case .numbers(let second) = step.observation else { return }
    #expect(abs(second[0] - (first[0] + 1)) < 1e-6)
    #expect(step.reward == -abs(second[0]))
    let error = #expect(throws: WorkerError.self) { try WorkerEnvironment<Int>(in: pool) }
    #expect(
      error?.description.contains(
        "its actions are 1 numbers from [-2.0] to [3.0], but this agent needs a choice of actions")
        == true)
  }

  @Test func picturesAreBytes() throws {
    let pool = try WorkerPool(Corridor.task("Picture"))
    #expect(pool.specification.observations == .init(shape: [4, 5, 3], element: .uint8))
    var environment = try WorkerEnvironment<Int>(in: pool)
    #expect(try environment.reset(seed: 0) == .bytes([UInt8](repeating: 0, count: 60)))
    for count in 1...4 {
      #expect(try environment.step(0).observation == .bytes([UInt8](repeating: UInt8(count), count: 60)))
    }
    #expect(try environment.step(0).isTerminated)
  }
}
