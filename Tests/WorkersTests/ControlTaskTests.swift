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
}
