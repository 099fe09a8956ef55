import Environments
import MuZero
import Synchronization
import Testing

/// Environments in two groups, of which one takes its steps while the other is searched.
@Suite struct EnvironmentGroupTests {
  private static func settings(_ environment: String, groups: Int?, _ environments: Int) -> MuZeroSettings {
    var settings = MuZeroSettings.small(environment)
    settings.network.bins = environment == "cartpole" ? 5 : 1
    settings.reanalyze.enabled = environments != 2
    settings.selfPlay.environments = environments
    settings.selfPlay.environmentGroups = groups
    return settings
  }

  @Test(arguments: [("cartpole", 5), ("tic-tac-toe", 4), ("tic-tac-toe", 2), ("cartpole", 1)])
  func groupsChangeNothing(environment: String, environments: Int) throws {
    let runs = try [1, 2].map { try SmallRun(Self.settings(environment, groups: $0, environments)) }
    let reports = try runs.map { try $0.tick(4).map(\.selfPlay) }
    #expect(reports[0].map(\.steps) == reports[1].map(\.steps))
    #expect(reports[0].map(\.episodes) == reports[1].map(\.episodes))
    #expect(try runs[0].files() == runs[1].files())
  }

  /// In their order: searches and steps ask for legal actions.
  @Test func aGroupIsSearchedWhileTheOtherTakesItsSteps() throws {
    let log = EventLog()
    let run = try SmallRun(
      Self.settings("tic-tac-toe", groups: 2, 2), environment: LoggedEnvironment(log: log))
    log.events.withLock { $0 = [] }
    try run.tick(1)
    let events = log.events.withLock { $0 }
    // The second environment is searched before the first one's step is finished.
    #expect(events.prefix(7) == ["search", "prepare", "start", "search", "search", "step", "prepare"])
    #expect(events.filter { $0 == "step" }.count == 20 && events.last == "step")
  }
}

private final class EventLog: Sendable {
  let events = Mutex<[String]>([])

  func note(_ event: String) { events.withLock { $0.append(event) } }
}

/// Tic-tac-toe that notes what is asked of it.
private struct LoggedEnvironment: Environment {
  private var base = TicTacToe()
  private let log: EventLog

  init(log: EventLog) { self.log = log }

  var specification: EnvironmentSpecification { base.specification }
  var playerToMove: Int { base.playerToMove }
  var text: String { base.text }
  var legalActions: [Int]? {
    log.note("search")
    return base.legalActions
  }

  mutating func reset(seed: UInt64) -> Observation { base.reset(seed: seed) }
  func prepare(_ action: Int) { log.note("prepare") }
  func startPrepared() { log.note("start") }

  mutating func step(_ action: Int) -> EnvironmentStep {
    log.note("step")
    return base.step(action)
  }
}
