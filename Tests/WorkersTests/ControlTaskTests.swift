import Common
import Environments
import Foundation
import Testing

@testable import Workers

/// The tasks of DeepMind Control, against the package itself in a plain loop; where `foresight setup dmc` has installed it.
@Suite(.enabled(if: isInstalled("dm_control, mujoco"), "dm_control is not installed")) struct ControlTaskTests
{
  /// The sums that `control_loop.py` prints, of observations and rewards, and the number of observations.
  private func sums(
    of environment: inout WorkerEnvironment<[Float]>, seed: UInt64, steps: Int
  ) throws -> [Int] {
    guard case .continuous(let low, let high) = environment.specification.actions else { return [] }
    var (seen, rewards, count) = (CRC32(), CRC32(), 1)
    seen.add(try environment.reset(seed: seed << 33).bytes)
    for number in 0..<steps {
      let action = low.indices.map { place in
        let share = Float(Double((number * 7919 + place * 104729) % 2001) / 2000)
        return low[place] + share * (high[place] - low[place])
      }
      let step = try environment.step(action)
      seen.add(step.observation.bytes)
      rewards.add(withUnsafeBytes(of: step.reward) { [UInt8]($0) })
      count += 1
      if step.isOver { break }
    }
    return [Int(seen.value), Int(rewards.value), count]
  }

  private func loop(_ task: String, steps: Int, repeats: Int, image: Int, seeds: [UInt64]) throws -> [[Int]] {
    try plainLoop(
      "control_loop.py",
      task.split(separator: "-").map(String.init) + [steps, repeats, image].map(String.init)
        + seeds.map(String.init))
  }

  /// The tasks of PlaNet's paper; the second episode is played where the first was.
  @Test(arguments: [
    "cartpole-swingup", "reacher-easy", "cheetah-run", "finger-spin", "ball_in_cup-catch", "walker-walk",
  ]) func anEpisodeIsThePackagesOwn(task: String) throws {
    let repeats = task == "cheetah-run" ? 4 : 1
    var environment = try WorkerEnvironment<[Float]>(
      in: WorkerPool(WorkerTask(.dmc, task, actionRepeat: repeats)))
    #expect(environment.specification.longestEpisode == 1000 / repeats)
    let expected = try loop(task, steps: 1000, repeats: repeats, image: 0, seeds: [3, 4, 3])
    #expect(expected.map(\.last) == [1000 / repeats + 1, 1000 / repeats + 1, 1000 / repeats + 1])
    for (index, seed) in [3, 4, 3].enumerated() {
      #expect(try sums(of: &environment, seed: UInt64(seed), steps: 1000) == expected[index])
    }
  }

  @Test func picturesAreThePackagesOwn() throws {
    var environment = try WorkerEnvironment<[Float]>(
      in: WorkerPool(WorkerTask(.dmc, "cartpole-swingup", arguments: ["image": .whole(64)], actionRepeat: 8)))
    #expect(environment.specification.observations == .init(shape: [64, 64, 3], element: .uint8))
    let expected = try loop("cartpole-swingup", steps: 4, repeats: 8, image: 64, seeds: [5])
    #expect(try sums(of: &environment, seed: 5, steps: 4) == expected.first)
  }

  /// A state is taken in the middle of an episode, and gone on with in another process that has played another one.
  @Test(arguments: [
    "cartpole-swingup", "reacher-easy", "cheetah-run", "finger-spin", "ball_in_cup-catch", "walker-walk",
  ]) func anEpisodeGoesOnFromItsState(task: String) throws {
    func environment() throws -> WorkerEnvironment<[Float]> {
      try WorkerEnvironment<[Float]>(in: WorkerPool(WorkerTask(.dmc, task, actionRepeat: 2)))
    }
    var (played, other) = (try environment(), try environment())
    guard case .continuous(let low, let high) = played.specification.actions else { return }
    func action(_ number: Int) -> [Float] {
      low.indices.map { place in
        low[place] + Float((number * 7919 + place * 104729) % 2001) / 2000 * (high[place] - low[place])
      }
    }
    _ = try played.reset(seed: 3 << 33)
    _ = try other.reset(seed: 4 << 33)
    for number in 0..<7 { _ = try other.step(action(number)) }
    for number in 0..<99 { _ = try played.step(action(number)) }
    let newest = try played.step(action(99)).observation
    let state = try #require(try played.state())
    #expect(try other.restore(state) == newest)
    #expect(try other.state() == state)
    var (steps, isOver) = (100, false)
    while !isOver {
      let step = try played.step(action(steps))
      #expect(try other.step(action(steps)) == step, "step \(steps)")
      (steps, isOver) = (steps + 1, step.isOver)
    }
    #expect(steps == 500)
  }

  @Test func aPictureGoesOnFromItsState() throws {
    func environment() throws -> WorkerEnvironment<[Float]> {
      try WorkerEnvironment<[Float]>(
        in: WorkerPool(WorkerTask(.dmc, "reacher-easy", arguments: ["image": .whole(16)], actionRepeat: 4)))
    }
    var (played, other) = (try environment(), try environment())
    _ = try played.reset(seed: 3 << 33)
    _ = try other.reset(seed: 4 << 33)
    let newest = try played.step([1, -1]).observation
    #expect(try other.restore(try #require(try played.state())) == newest)
    for _ in 0..<5 { #expect(try other.step([0.5, 1]) == played.step([0.5, 1])) }
  }
}
