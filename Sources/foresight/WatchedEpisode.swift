import Common
import Environments
import MuZero

/// An agent in a task of one player, shown step by step.
struct WatchedEpisode {
  private let agent: Advisor
  private let start: AgentEpisode

  init(_ agent: Advisor, in environment: any Environment<Int>, seed: UInt64) throws {
    self.agent = agent
    start = try AgentEpisode(environment, seed: seed)
  }

  /// Shows a step for each line of the input, until the episode is over or the input says `quit` or ends. Throws where
  /// the device fails.
  func watch() throws {
    var episode = start
    var steps = 0
    printNow(episode.environment.text)
    while !episode.isOver {
      guard let line = TextInput.line(prompt: "Enter for a step, quit to end: "), line != "quit" else {
        printNow("the episode is not over, but ends here: \(steps) steps, return \(episode.return.short)")
        return
      }
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
