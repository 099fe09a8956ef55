import Common
import Environments
import MuZero

/// An agent in a task of one player, or on both sides of a game, shown step by step.
struct WatchedEpisode {
  private let agent: Advisor
  private let start: AgentEpisode
  private let pace: Pace

  init(_ agent: Advisor, in environment: any Environment<Int>, seed: UInt64, pace: Pace) throws {
    (self.agent, self.pace) = (agent, pace)
    start = try AgentEpisode(environment, seed: seed)
  }

  /// Shows steps, until the episode is over or the input says `quit` or ends. Throws where the device fails.
  func watch() throws {
    var episode = start
    var steps = 0
    var last = ContinuousClock.now
    printNow(episode.environment.text)
    while !episode.isOver {
      guard pace.next(since: last) else {
        printNow("the episode is not over, but ends here: \(steps) steps, return \(episode.return.short)")
        return
      }
      last = .now
      let result = try agent.result(of: episode.position)
      let action = result.action(temperature: 0)
      let name = episode.environment.name(of: action)
      try episode.step(action)
      steps += 1
      printNow("\n" + episode.environment.text)
      printNow("step \(steps): action \(name), the value was \(Advisor.signed(result.rootValue))")
      for line in agent.thoughts(result, in: episode.environment) { printNow(line) }
    }
    printNow("the episode is over: \(steps) steps, return \(episode.return.short)")
  }
}
