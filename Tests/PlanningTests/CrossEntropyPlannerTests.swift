import Operations
import Planning
import TestSupport
import Testing

@Suite struct CrossEntropyPlannerTests {
  private static let targets: [[Float]] = [[0.5, -0.25], [-0.75, 0], [0.125, 0.875]]

  @Test(arguments: [KernelVariant.vector, .group], PlanningPopulation.Spread.allCases)
  func findsTheOptimumOfALinearSystem(kernelVariant: KernelVariant, spread: PlanningPopulation.Spread) throws
  {
    let states: [[Float]] = [[0.4, -0.6], [-0.1, 0.3]]
    var configuration = PlannerConfiguration.small(actionSize: 2, horizon: 4, iterations: 25)
    configuration.spread = spread
    let plan = try PlanningBench(kernelVariant).plan(LinearSystem(), configuration, states: states)
    let optima = states.map { LinearSystem.optimum(from: $0, steps: 4) }
    expectClose(
      plan["mean"]!, (0..<4).flatMap { step in optima.flatMap { $0[step] } }, relative: 0, absolute: 0.05)
    #expect(plan["action"]! == Array(plan["mean"]!.prefix(4)))
    for (state, optimum) in zip(states, optima) {
      let found = try SimulatorPlanner(configuration).plan(from: LinearSystem(x: state), seed: 3)
      expectClose(found.mean.flatMap { $0 }, optimum.flatMap { $0 }, relative: 0, absolute: 0.05)
    }
  }

  /// Where environments mixed, none could reach its own target.
  @Test(arguments: [KernelVariant.vector, .group])
  func everyEnvironmentHasItsOwnPeak(kernelVariant: KernelVariant) throws {
    let plan = try PlanningBench(kernelVariant).plan(
      PeakModel(), .small(actionSize: 2, iterations: 20), states: Self.targets)
    let expected = (0..<3).flatMap { _ in Self.targets.flatMap { $0.map(Double.init) } }
    expectClose(plan["mean"]!, expected, relative: 0, absolute: 0.02)
    #expect(plan["deviation"]!.allSatisfy { $0 < 0.05 })
  }

  @Test(arguments: [KernelVariant.vector, .group])
  func plansOfSeveralEnvironmentsAreThoseOfEachAlone(kernelVariant: KernelVariant) throws {
    let bench = try PlanningBench(kernelVariant)
    let configuration = PlannerConfiguration.small(actionSize: 2, iterations: 4)
    var numbers = SeededGenerator(seed: 4)
    let noise = numbers.floats(4 * 3 * Self.targets.count * configuration.candidates * 2, in: -2...2)
    let together = try bench.plan(PeakModel(), configuration, states: Self.targets, noise: noise)
    for (environment, target) in Self.targets.enumerated() {
      let own = noise.block(environment, of: Self.targets.count, rows: 4 * 3)
      let alone = try bench.plan(PeakModel(), configuration, states: [target], noise: own)
      for (name, rows) in ["mean": 3, "deviation": 3, "action": 1, "returns": 1] {
        #expect(alone[name]! == together[name]!.block(environment, of: Self.targets.count, rows: rows))
      }
    }
  }

  @Test func actionsStayWithinTheirBounds() throws {
    var configuration = PlannerConfiguration(actionLow: [-0.5, 1], actionHigh: [0.25, 1.5])
    (configuration.horizon, configuration.candidates, configuration.top) = (3, 100, 10)
    let plan = try PlanningBench().plan(PeakModel(), configuration, states: [[2, -2], [-2, 2]])
    // The mean of actions of which some do not reach the bound.
    expectClose(plan["action"]!, [0.25, 1, -0.5, 1.5], relative: 0, absolute: 1e-3)
    for (index, value) in plan["mean"]!.enumerated() {
      let (low, high) = (configuration.actionLow[index % 2], configuration.actionHigh[index % 2])
      #expect(low - 1e-6...high + 1e-6 ~= value)
    }
    let found = try SimulatorPlanner(configuration).plan(from: PeakModel(target: [2, -2]), seed: 1)
    expectClose(found.action, [0.25, 1], relative: 0, absolute: 1e-3)
    #expect(found.mean.allSatisfy { $0[0] <= 0.25 + 1e-6 && $0[1] >= 1 - 1e-6 })
  }

  @Test(arguments: [KernelVariant.vector, .group])
  func whatIsNotANumberIsNeverSelected(kernelVariant: KernelVariant) throws {
    let configuration = PlannerConfiguration.small(actionSize: 1, horizon: 1)
    let plan = try PlanningBench(kernelVariant).plan(PartialModel(), configuration, states: [[0]])
    #expect(plan["action"]![0] < -0.9)
    #expect(try SimulatorPlanner(configuration).plan(from: PartialModel(), seed: 1).action[0] < -0.9)
  }

  @Test(arguments: [KernelVariant.vector, .group])
  func randomShootingTakesTheBestPlanAsItIs(kernelVariant: KernelVariant) throws {
    let configuration = PlannerConfiguration.small(actionSize: 2).asRandomShooting
    var numbers = SeededGenerator(seed: 5)
    let noise = numbers.floats(3 * configuration.candidates * 2)
    let plan = try PlanningBench(kernelVariant).plan(
      PeakModel(), configuration, states: [Self.targets[0]], noise: noise)
    let best = plan["returns"]!.indices.max { plan["returns"]![$0] < plan["returns"]![$1] }!
    let expected = (0..<3).flatMap { step in
      let start = (step * configuration.candidates + best) * 2
      return noise[start..<start + 2]
    }
    #expect(plan["mean"]! == expected)
    #expect(plan["deviation"]! == [Float](repeating: 0, count: 6))
  }

  @Test func sameSeedAndStepGiveTheSameBits() throws {
    let bench = try PlanningBench()
    func plan(seed: UInt64, step: UInt64) throws -> [String: [Float]] {
      try bench.plan(LinearSystem(), .small(actionSize: 2), states: [[1, 0.5]], seed: seed, step: step)
    }
    let first = try plan(seed: 1, step: 0)
    #expect(try plan(seed: 1, step: 0) == first)
    #expect(try plan(seed: 2, step: 0)["mean"] != first["mean"])
    #expect(try plan(seed: 1, step: 1)["mean"] != first["mean"])
  }

  /// Averages over many searches of one iteration, whose results are far from certain.
  @Test(arguments: PlanningPopulation.Spread.allCases)
  func deviceAndHostAgreeInDistribution(spread: PlanningPopulation.Spread) throws {
    let state: [Float] = [1, -0.5]
    var configuration = PlannerConfiguration.small(actionSize: 2, horizon: 3, iterations: 2)
    configuration.spread = spread
    let bench = try PlanningBench()
    let runs = 40
    var (device, host) = ([Double](repeating: 0, count: 12), [Double](repeating: 0, count: 12))
    for run in 0..<runs {
      let plan = try bench.plan(LinearSystem(), configuration, states: [state], step: UInt64(run))
      let found = try SimulatorPlanner(configuration).plan(from: LinearSystem(x: state), seed: UInt64(run))
      for (index, value) in (plan["mean"]! + plan["deviation"]!).enumerated() {
        device[index] += Double(value) / Double(runs)
      }
      for (index, value) in (found.mean + found.deviation).flatMap({ $0 }).enumerated() {
        host[index] += Double(value) / Double(runs)
      }
    }
    // An element's standard error is about 0.4 / √(23 · 40), twice.
    expectClose(device.map(Float.init), host, relative: 0, absolute: 0.06)
  }
}
