import Planning
import Testing

@Suite struct SimulatorPlannerTests {
  @Test func threadsChangeNothing() throws {
    let configuration = PlannerConfiguration.small(actionSize: 2)
    func plan(threads: Int, seed: UInt64 = 1) throws -> HostPlan {
      try SimulatorPlanner(configuration, threads: threads).plan(from: LinearSystem(x: [0.5, 1]), seed: seed)
    }
    let first = try plan(threads: 1)
    for threads in [1, 2, 3, 500] { #expect(try plan(threads: threads) == first) }
    #expect(try plan(threads: 1, seed: 2) != first)
  }

  @Test func randomShootingPlaysAPlanThatWasTried() throws {
    let configuration = PlannerConfiguration.small(actionSize: 2).asRandomShooting
    let plan = try SimulatorPlanner(configuration).plan(from: LinearSystem(x: [0.5, 1]), seed: 1)
    var simulator = LinearSystem(x: [0.5, 1])
    let reward = plan.mean.reduce(0) { $0 + simulator.step($1) }
    #expect(reward == plan.returns.max())
    #expect(plan.deviation.allSatisfy { $0.allSatisfy { $0 == 0 } })
  }

  @Test func configurationsThatDoNotFitAreRefused() throws {
    func reason(_ change: (inout PlannerConfiguration) -> Void) -> String? {
      var configuration = PlannerConfiguration(actionSize: 2)
      change(&configuration)
      return #expect(throws: PlannerConfigurationError.self) { try configuration.validate() }?.description
    }
    try PlannerConfiguration(actionSize: 2).validate()
    #expect(reason { $0.horizon = 0 }?.contains("horizon is 0") == true)
    #expect(reason { $0.top = 1001 }?.contains("1001 candidates are to be selected of 1000") == true)
    #expect(reason { $0.actionHigh = [1] }?.contains("2 lower and 1 upper") == true)
    #expect(reason { $0.actionLow = [0, 2] }?.contains("2.0 and 1.0") == true)
    #expect(reason { $0.initialDeviation = .nan }?.contains("nan") == true)
    #expect(reason { ($0.actionLow, $0.actionHigh) = ([], []) }?.contains("action size is 0") == true)
  }
}
