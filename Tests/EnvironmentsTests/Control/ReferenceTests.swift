import Environments
import Testing

/// Step for step what Gymnasium and DeepMind's control suite do.
///
/// Gymnasium's arithmetic is repeated operation by operation in double precision, and where sine and cosine are the ones
/// that the episodes were recorded with, nothing differs. But numpy has its own on some processors, and the C library's
/// differ from one system to the next in the last bit; the bounds leave room for how that grows over an episode: 1e-12 in
/// the state, and one unit in the last place of single precision in observations and rewards.
@Suite struct ReferenceTests {
  private static let stateBound = 1e-12
  private static let singleBound = 0x1p-23

  private func expectSame(_ difference: ReplayDifference) {
    #expect(difference.state <= Self.stateBound)
    #expect(difference.observation <= Self.singleBound)
    #expect(difference.reward <= Self.singleBound)
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
}
