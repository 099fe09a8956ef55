import Environments
import Testing

@Suite struct WrapperTests {
  @Test func repeatedActionsSumRewards() {
    var environment = ActionRepeat(Countdown(length: 7), count: 3)
    #expect(environment.specification.longestEpisode == 3)
    #expect(environment.reset(seed: 0) == .numbers([7, 70]))
    #expect(
      environment.step(1) == .init(observation: .numbers([4, 40]), reward: 6, isTerminated: false))
    #expect(
      environment.step(1) == .init(observation: .numbers([1, 10]), reward: 15, isTerminated: false))
    #expect(
      environment.step(1) == .init(observation: .numbers([0, 0]), reward: 7, isTerminated: true))
    #expect(environment.reset(seed: 0) == .numbers([7, 70]))
  }

  /// Within a repetition, too, and the truncated step counts.
  @Test func repetitionStopsWhereTheEpisodeIsTruncated() {
    var environment = ActionRepeat(CartPoleSwingUp(), count: 8)
    #expect(environment.specification.longestEpisode == 125)
    var (steps, last) = (
      0, EnvironmentStep(observation: environment.reset(seed: 1), reward: 0, isTerminated: false)
    )
    while !last.isOver {
      last = environment.step([0.5])
      steps += 1
    }
    #expect(steps == 125)
    #expect(last.isTruncated && !last.isTerminated)

    var limited = ActionRepeat(EpisodeLimit(Countdown(length: 9), limit: 4), count: 3)
    #expect(limited.specification.longestEpisode == 2)
    _ = limited.reset(seed: 0)
    #expect(limited.step(1).reward == 6)
    #expect(
      limited.step(1)
        == .init(observation: .numbers([5, 50]), reward: 4, isTerminated: false, isTruncated: true))
  }

  @Test func repetitionIsSteppingRepeatedly() {
    var (repeated, single) = (ActionRepeat(Pendulum(), count: 4), Pendulum())
    #expect(repeated.reset(seed: 2) == single.reset(seed: 2))
    for torque in [-2, 0.5, 1] as [Float] {
      let steps = (0..<4).map { _ in single.step([torque]) }
      let step = repeated.step([torque])
      #expect(step.observation == steps[3].observation)
      #expect(step.reward == steps.map(\.reward).reduce(0, +))
    }
  }

  @Test func limitTruncates() {
    var environment = EpisodeLimit(Countdown(length: 5), limit: 2)
    #expect(environment.specification.longestEpisode == 2)
    for _ in 0..<2 {
      _ = environment.reset(seed: 0)
      #expect(!environment.step(1).isOver)
      let last = environment.step(1)
      #expect(last.isTruncated && !last.isTerminated)
      #expect(last.reward == 2)
    }
  }

  @Test func limitLeavesEarlierEndsAlone() {
    var environment = EpisodeLimit(Countdown(length: 2), limit: 3)
    #expect(environment.specification.longestEpisode == 2)
    _ = environment.reset(seed: 0)
    #expect(!environment.step(1).isOver)
    let last = environment.step(1)
    #expect(last.isTerminated && !last.isTruncated)
    // An inner limit counts, too.
    var inner = EpisodeLimit(EpisodeLimit(Countdown(length: 9), limit: 1), limit: 2)
    _ = inner.reset(seed: 0)
    #expect(inner.step(1).isTruncated)
  }

  @Test func observationsAreScaled() {
    var environment = ObservationScale(Countdown(length: 4), factors: [0.5, -1])
    #expect(environment.specification == Countdown(length: 4).specification)
    #expect(environment.reset(seed: 0) == .numbers([2, -40]))
    #expect(
      environment.step(1) == .init(observation: .numbers([1.5, -30]), reward: 1, isTerminated: false))
  }

  @Test func pixelsAreObserved() {
    var environment = PixelEnvironment(
      ActionRepeat(Countdown(length: 4), count: 2), size: ImageSize(height: 2, width: 3, channels: 1))
    #expect(environment.specification.observations == .init(shape: [2, 3, 1], element: .uint8))
    #expect(environment.specification.longestEpisode == 2)
    #expect(environment.reset(seed: 0) == .bytes([4, 4, 4, 4, 4, 4]))
    #expect(
      environment.step(1) == .init(observation: .bytes([2, 2, 2, 2, 2, 2]), reward: 3, isTerminated: false))
    #expect(
      environment.step(1) == .init(observation: .bytes([0, 0, 0, 0, 0, 0]), reward: 7, isTerminated: true))
  }

  @Test func wrappersPassOnTheRest() {
    let base = Countdown(length: 4)
    for environment in [
      ActionRepeat(base, count: 2), EpisodeLimit(base, limit: 2), ObservationScale(base, factors: [1, 1]),
      PixelEnvironment(base, size: ImageSize(height: 16, width: 16)),
    ] as [any Environment<Int>] {
      #expect(environment.legalActions == [1])
      #expect(environment.playerToMove == 0)
      #expect(environment.text == "0 left")
      #expect(environment.name(of: 1) == "one")
      #expect(environment.action(named: "one") == 1)
    }
  }

  /// Half of the largest torque is half of the way to the upper bound; what is beyond a bound is clipped.
  @Test func unitActionsStandForThoseBetweenTheBounds() {
    var (scaled, plain) = (UnitActions(Pendulum()), Pendulum())
    #expect(scaled.specification.actions == .continuous(low: [-1], high: [1]))
    #expect(scaled.reset(seed: 2) == plain.reset(seed: 2))
    for (share, torque) in [(-1, -2), (0.5, 1), (0, 0), (3, 2)] as [(Float, Float)] {
      #expect(scaled.step([share]) == plain.step([torque]))
    }
  }
}
