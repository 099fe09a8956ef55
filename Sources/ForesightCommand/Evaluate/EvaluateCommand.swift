import ArgumentParser
import Foundation
import MuZero
import PlaNet
import Runs

/// `foresight evaluate`: measures an agent, by the number of simulations of its searches.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measures an agent: its mean return, or its score in matches.",
    discussion: """
      A checkpoint, the newest unless another is named, acts without noise, and takes the most visited action. Intervals are of 95 %. Results are \
      printed, and go into the run's record unless another process trains in it.
      """)

  @OptionGroup var chosen: AgentOption

  @Option(
    help: "Episodes or games of each setting; by default as many as the run's settings say, or 100 games.")
  var episodes: Int?

  @Option(
    help: ArgumentHelp(
      "Simulations of each search, one setting after the other; by default the run's own.",
      valueName: "1,2,5,…"))
  var simulations: SimulationCounts?

  @Option(
    help: ArgumentHelp(
      "In games of two players: whom to play, in equally many games as first and as second player. exhaustive plays every sequence of an opponent's moves; mcts:N is plain tree search with N random roll-outs. By default random.",
      valueName: "random|exhaustive|mcts:N"))
  var against: Adversary?

  @Option(
    help: ArgumentHelp(
      "Of PlaNet: how actions are planned; true-simulator plans in copies of the environment instead of the model. By default the run's own.",
      valueName: PlaNetAgent.Planner.allCases.map(\.rawValue).joined(separator: "|")))
  var planner: PlaNetAgent.Planner?

  @Option(help: "The seed of all random numbers; by default the run's.")
  var seed: UInt64?

  @OptionGroup var device: DeviceOption

  @Flag(help: "Print a line of JSON for each setting.")
  var json = false

  func validate() throws {
    try OptionRange.check(("--episodes", episodes ?? 1, 1...1_000_000))
    if case .exhaustive? = against, episodes != nil {
      throw ValidationError("--against exhaustive plays every game there is; leave out --episodes")
    }
  }

  func run() throws {
    let folder = try chosen.run.folder()
    let configuration = try RunSettings(of: folder)
    if let settings = configuration.agent as? PlaNetSettings {
      let evaluation = try PlaNetEvaluation(self, of: settings, seed: configuration.seed, in: folder)
      return try evaluation.run(on: try device.select())
    }
    if planner != nil {
      throw ValidationError("the run \(folder.path) is not of planet; leave out --planner")
    }
    let evaluation = try Evaluation(self, of: try StoredAgent(in: folder, chosen.checkpoint))
    try evaluation.run(on: try device.select())
  }
}
