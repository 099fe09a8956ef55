import Common
import Environments
import Foundation
import PlaNet

/// PlaNet's agent in its task, shown step by step.
struct WatchedPlan {
  private let agent: PlaNetAgent
  private let seed: UInt64
  private let pace: Pace

  init(_ agent: PlaNetAgent, seed: UInt64, pace: Pace) {
    (self.agent, self.seed, self.pace) = (agent, seed, pace)
  }

  /// Shows steps until the episode is over, or the input is `quit` or ends. Throws if the device fails.
  func watch() throws {
    var steps = 0
    var last = ContinuousClock.now
    let planner = PlaNetAgent.Planner(agent.settings.planner.method)
    let result = try agent.watched(planner: planner, seed: seed) { environment, action, time in
      printNow((time == 0 ? "" : "\n") + environment.text)
      guard pace.next(since: last) else { return false }
      last = .now
      steps = time + 1
      let numbers = action.map { String(format: "%+.2f", $0) }.joined(separator: " ")
      printNow("step \(steps): action \(numbers)")
      return true
    }
    if let result {
      printNow("\nthe episode is over: \(result.steps) steps, return \(result.return.short)")
    } else {
      printNow("the episode is not over, but ends here: \(steps) steps")
    }
  }
}
