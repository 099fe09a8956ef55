import Environments
import Testing

/// Step for step what Gymnasium and DeepMind's control suite do.
///
/// Gymnasium's arithmetic is repeated operation by operation in double precision, and where sine and cosine are the ones
/// that the episodes were recorded with, nothing differs. But numpy has its own on some processors, and the C library's
/// differ from one system to the next in the last bit; the bounds leave room for how that grows over an episode: 1e-12 in
/// the state, and one unit in the last place of single precision in observations and rewards.
///
/// MuJoCo's arithmetic is not repeated in its order, and a pole that swings freely multiplies what rounding leaves: 8e-10
/// after the 1000 steps of the first episode. Its solver stops within a tolerance of 1e-8, which shows where the end of the
/// rail pushes the cart hardly or not at all; in the second episode it has none.
@Suite struct ReferenceTests {
  private func expectSame(_ difference: ReplayDifference, bound: Double = 1e-12) {
    #expect(difference.state <= bound)
    #expect(difference.observation <= max(bound, 0x1p-23))
    #expect(difference.reward <= max(bound, 0x1p-23))
  }

  private func discrete(_ episode: RecordedEpisode) -> [Int] {
    guard case .discrete(let actions) = episode.actions else { return [] }
    return actions
  }

  private func continuous(_ episode: RecordedEpisode) -> [[Float]] {
    guard case .continuous(let actions) = episode.actions else { return [] }
    return actions.map { [$0] }
  }

  @Test func cartPole() throws {
    for episode in try RecordedEpisode.all(of: "cartpole") {
      expectSame(
        try replay(episode, in: CartPole(), actions: discrete(episode)) {
          CartPole.State(position: $0[0], velocity: $0[1], angle: $0[2], angularVelocity: $0[3])
        } numbers: {
          [$0.position, $0.velocity, $0.angle, $0.angularVelocity]
        })
    }
  }

  @Test func acrobot() throws {
    for episode in try RecordedEpisode.all(of: "acrobot") {
      expectSame(
        try replay(episode, in: Acrobot(), actions: discrete(episode)) {
          Acrobot.State(angles: SIMD2($0[0], $0[1]), angularVelocities: SIMD2($0[2], $0[3]))
        } numbers: {
          [$0.angles[0], $0.angles[1], $0.angularVelocities[0], $0.angularVelocities[1]]
        })
    }
  }

  @Test func mountainCar() throws {
    for episode in try RecordedEpisode.all(of: "mountaincar") {
      expectSame(
        try replay(episode, in: MountainCar(), actions: discrete(episode)) {
          MountainCar.State(position: $0[0], velocity: $0[1])
        } numbers: {
          [$0.position, $0.velocity]
        })
    }
  }

  @Test func pendulum() throws {
    for episode in try RecordedEpisode.all(of: "pendulum") {
      expectSame(
        try replay(episode, in: Pendulum(), actions: continuous(episode)) {
          Pendulum.State(angle: $0[0], angularVelocity: $0[1])
        } numbers: {
          [$0.angle, $0.angularVelocity]
        })
    }
  }

  @Test func cartPoleSwingUp() throws {
    let episodes = try RecordedEpisode.all(of: "cartpole-swingup")
    let bounds = [1e-8, 1e-12, 1e-6]
    try #require(episodes.count == bounds.count)
    for (episode, bound) in zip(episodes, bounds) {
      let difference = try replay(episode, in: CartPoleSwingUp(), actions: continuous(episode)) {
        CartPoleSwingUp.State(position: $0[0], angle: $0[1], velocity: $0[2], angularVelocity: $0[3])
      } numbers: {
        [$0.position, $0.angle, $0.velocity, $0.angularVelocity]
      }
      expectSame(difference, bound: bound)
    }
  }
}
