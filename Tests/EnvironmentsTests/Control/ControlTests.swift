import Environments
import Randomness
import Testing

/// What all control tasks have in common, and where their episodes begin.
@Suite struct ControlTests {
  /// The observations and rewards of an episode of random actions.
  private func episode<Base: PhysicalEnvironment>(
    _ environment: inout Base, seed: UInt64, action: (inout RandomStream) -> Base.Action
  ) -> (first: Observation, steps: [EnvironmentStep]) {
    var random = RandomStream(seed, 1)
    let first = environment.reset(seed: seed)
    var steps: [EnvironmentStep] = []
    while steps.last?.isOver != true { steps.append(environment.step(action(&random))) }
    return (first, steps)
  }

  /// An episode must depend on its seed alone, whatever was before it, and fit the specification.
  private func check<Base: PhysicalEnvironment>(
    _ environment: Base, action: (inout RandomStream) -> Base.Action
  ) throws {
    let specification = environment.specification
    var (fresh, used) = (environment, environment)
    _ = episode(&used, seed: 8, action: action)
    let (expected, other) = (
      episode(&fresh, seed: 7, action: action), episode(&used, seed: 7, action: action)
    )
    #expect(expected.first == other.first)
    #expect(expected.steps == other.steps)
    #expect(used.reset(seed: 9) != expected.first)
    let longest = try #require(specification.longestEpisode)
    #expect(expected.steps.count <= longest)
    for observation in [expected.first] + expected.steps.map(\.observation) {
      #expect(observation.count == specification.observations.count)
    }

    // A copy goes on from where it was copied.
    _ = fresh.reset(seed: 3)
    var random = RandomStream(5)
    _ = fresh.step(action(&random))
    var copy = fresh
    let next = action(&random)
    #expect(copy.step(next) == fresh.step(next))

    // To begin from the state of another episode is to go on with it.
    _ = copy.begin(at: fresh.state)
    #expect(copy.step(next) == fresh.step(next))
  }

  @Test func episodesFollowFromSeeds() throws {
    try check(CartPole()) { $0.index(below: 2) }
    try check(Acrobot()) { $0.index(below: 3) }
    try check(MountainCar()) { $0.index(below: 3) }
    try check(Pendulum()) { [Float(4 * $0.uniform() - 2)] }
    try check(CartPoleSwingUp()) { [Float(2 * $0.uniform() - 1)] }
  }

  /// Expects numbers to be uniform within bounds: none outside, and about a fifth in each fifth.
  private func expectUniform(_ values: [Double], within range: ClosedRange<Double>) {
    var counts = [Int](repeating: 0, count: 5)
    for value in values {
      let share = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
      guard (0...1).contains(share) else {
        Issue.record("\(value), outside of \(range)")
        return
      }
      counts[min(4, Int(share * 5))] += 1
    }
    // Five standard deviations.
    let slack = 5 * (Double(values.count) * 0.2 * 0.8).squareRoot()
    for count in counts { #expect(abs(Double(count) - Double(values.count) / 5) < slack) }
  }

  /// The states that 2000 seeds begin with.
  private func firstStates<Base: PhysicalEnvironment>(_ environment: Base) -> [Base.State] {
    (0..<2000 as Range<UInt64>).map { seed in
      var environment = environment
      _ = environment.reset(seed: seed)
      return environment.state
    }
  }

  @Test func classicEpisodesBeginUniformly() {
    let cartPole = firstStates(CartPole())
    for number in [\CartPole.State.position, \.velocity, \.angle, \.angularVelocity] {
      expectUniform(cartPole.map { $0[keyPath: number] }, within: -0.05...0.05)
    }
    let acrobot = firstStates(Acrobot())
    for link in 0..<2 {
      expectUniform(acrobot.map { $0.angles[link] }, within: -0.1...0.1)
      expectUniform(acrobot.map { $0.angularVelocities[link] }, within: -0.1...0.1)
    }
    #expect(acrobot.allSatisfy { Double(Float($0.angles[0])) == $0.angles[0] })
    let mountainCar = firstStates(MountainCar())
    expectUniform(mountainCar.map(\.position), within: -0.6 ... -0.4)
    #expect(mountainCar.allSatisfy { $0.velocity == 0 })
    let pendulum = firstStates(Pendulum())
    expectUniform(pendulum.map(\.angle), within: -Double.pi...Double.pi)
    expectUniform(pendulum.map(\.angularVelocity), within: -1...1)
  }

  @Test func swingUpBeginsNormally() {
    let states = firstStates(CartPoleSwingUp())
    for (number, mean) in [
      (\CartPoleSwingUp.State.position, 0), (\.angle, Double.pi), (\.velocity, 0), (\.angularVelocity, 0),
    ] {
      let scaled = states.map { ($0[keyPath: number] - mean) / 0.01 }
      let average = scaled.reduce(0, +) / 2000
      let variance = scaled.map { $0 * $0 }.reduce(0, +) / 2000
      // Five standard deviations of each.
      #expect(abs(average) < 5 / 2000.0.squareRoot())
      #expect(abs(variance - 1) < 5 * (2 / 2000.0).squareRoot())
    }
  }

  @Test func continuousActionsAreClipped() {
    for (beyond, bound) in [([5], [2]), ([-5], [-2])] as [([Float], [Float])] {
      var (a, b) = (Pendulum(), Pendulum())
      #expect(a.begin(at: .init(angle: 1)) == b.begin(at: .init(angle: 1)))
      #expect(a.step(beyond) == b.step(bound))
      #expect(a.state == b.state)
      #expect(a.step(bound) != b.step([bound[0] / 2]))
    }
    for (beyond, bound) in [([3], [1]), ([-3], [-1])] as [([Float], [Float])] {
      var (a, b) = (CartPoleSwingUp(), CartPoleSwingUp())
      #expect(a.reset(seed: 1) == b.reset(seed: 1))
      #expect(a.step(beyond) == b.step(bound))
      #expect(a.state == b.state)
      #expect(a.step(bound) != b.step([bound[0] / 2]))
    }
  }

  @Test func episodesMustBeReset() async {
    await #expect(processExitsWith: .failure) {
      var environment = CartPole()
      _ = environment.step(0)
    }
    await #expect(processExitsWith: .failure) {
      var environment = CartPole()
      _ = environment.begin(at: .init(angle: 0.3))
      #expect(environment.step(0).isTerminated)
      _ = environment.step(0)
    }
  }

  @Test func actionsHaveNames() throws {
    for environment in [CartPole(), Acrobot(), MountainCar()] as [any Environment<Int>] {
      guard case .discrete(let count, _) = environment.specification.actions else {
        Issue.record("\(environment.specification.name) has no choice of actions")
        continue
      }
      for action in 0..<count { #expect(environment.action(named: environment.name(of: action)) == action) }
      #expect(environment.action(named: "up") == nil)
    }
  }

  @Test func textShowsTheState() {
    var cartPole = CartPole()
    _ = cartPole.begin(at: .init(position: 0.5, angle: -0.2))
    #expect(
      cartPole.text == """

                                   |
                                   |
                                    |
                                    |
                                     |
                                    [=]
        -------------------------------------------------
        cart +0.500 m, +0.000 m/s; pole -11.46°, +0.000 rad/s; step 0 of 500
        """)
    var pendulum = Pendulum()
    _ = pendulum.begin(at: .init(angle: .pi / 2))
    _ = pendulum.step([0])
    let lines = pendulum.text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[6] == " O-----------+")
    #expect(lines.last == "angle +92.1°, +0.750 rad/s; step 1 of 200")
  }
}
