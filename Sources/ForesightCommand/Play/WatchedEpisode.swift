import Common
import Environments
import MuZero

/// An agent in a one-player task, or on both sides of a game, shown step by step.
struct WatchedEpisode {
  private let agent: Advisor
  private let start: AgentEpisode
  private let pace: Pace
  private let pieces: PieceStyle

  init(
    _ agent: Advisor, in environment: any Environment<Int>, seed: UInt64, pace: Pace, pieces: PieceStyle
  ) throws {
    (self.agent, self.pace, self.pieces) = (agent, pace, pieces)
    start = try agent.episode(of: environment, seed: seed)
  }

  /// Shows steps until the episode is over, or the input is `quit` or ends. Throws if the device fails.
  func watch() throws {
    var episode = start
    var steps = 0
    var last = ContinuousClock.now
    printNow(pieces.text(of: episode.environment))
    while !episode.isOver {
      guard pace.next(since: last) else {
        printNow("the episode is not over, but ends here: \(steps) steps, return \(episode.return.short)")
        return
      }
      last = .now
      let thought = try agent.thought(about: episode.position)
      let result = thought.result
      let action = result.action(temperature: 0)
      let name = episode.environment.name(of: action)
      let lines = agent.lines(of: thought, in: episode.environment)
      try episode.step(action)
      steps += 1
      printNow("\n" + pieces.text(of: episode.environment))
      printNow("step \(steps): action \(name), the value was \(Advisor.signed(result.rootValue))")
      for line in lines { printNow(line) }
    }
    printNow("the episode is over: \(steps) steps, return \(episode.return.short)")
  }
}
