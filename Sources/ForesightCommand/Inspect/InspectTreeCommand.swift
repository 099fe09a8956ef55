import ArgumentParser
import Common
import Environments
import Foundation
import MuZero
import Search

struct InspectTreeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tree",
    abstract: "Searches one state with a run's agent, and prints the tree.",
    discussion: """
      The state is an episode's first, or the one that --moves lead to. As text, each line is an action with its visits, its \
      value Q for whoever takes it, its prior and the reward that the model expects; json and dot (Graphviz) have every node.
      """)

  @OptionGroup var chosen: AgentOption

  @Option(help: "Actions from the episode's beginning, as `play` names them, separated by blanks.")
  var moves = ""

  @Option(help: "Simulations of the search; by default the run's own.")
  var simulations: Int?

  @Option(help: "As text: how many levels of the tree are shown.")
  var depth = 2

  @Option(
    help: ArgumentHelp(
      "How the tree is printed.", valueName: TreeFormat.allCases.map(\.rawValue).joined(separator: "|")))
  var format = TreeFormat.text

  @Option(help: "What the episode's random numbers depend on; by default the run's seed.")
  var seed: UInt64?

  @OptionGroup var device: DeviceOption

  enum TreeFormat: String, CaseIterable, ExpressibleByArgument {
    case text, json, dot
  }

  func validate() throws {
    try StoredAgent.check(simulations: simulations)
    try OptionRange.check(("--depth", depth, 1...10_000))
  }

  func run() throws {
    let stored = try StoredAgent(chosen)
    let simulations = simulations ?? stored.simulations
    let agent = try stored.load(on: try device.select(), environments: 1, simulations: simulations)
    var episode = try agent.episode(of: stored.environment, seed: seed ?? stored.seed)
    for (index, name) in moves.split(whereSeparator: \.isWhitespace).enumerated() {
      try Self.take(String(name), number: index + 1, in: &episode)
    }
    let tree = try agent.tree(of: episode.position, simulations: simulations)
    switch format {
    case .text: printNow(Self.lines(of: tree, in: episode.environment, depth: depth).joined(separator: "\n"))
    case .json: printNow(try tree.json())
    case .dot: printNow(String(tree.graphviz.dropLast()))
    }
  }

  private static func take(_ name: String, number: Int, in episode: inout AgentEpisode) throws {
    let environment = episode.environment
    guard let action = environment.action(named: name) else {
      throw ValidationError(
        "--moves: move \(number), \(name.quoted), is no action of \(environment.specification.name)")
    }
    guard environment.legalActions?.contains(action) ?? true else {
      throw ValidationError("--moves: move \(number), \(name.quoted), is not legal there")
    }
    try episode.step(action)
    if episode.isOver {
      throw ValidationError("--moves: the episode is over with move \(number), \(name.quoted); leave it out")
    }
  }

  /// The root's value, and an indented line for each node of the next levels, the most visited first.
  private static func lines(of tree: TreeDump, in environment: any Environment<Int>, depth: Int) -> [String] {
    let children = Dictionary(grouping: tree.nodes.filter { $0.parent != nil }, by: { $0.parent! })
    func lines(below node: Int, _ environment: any Environment<Int>, _ level: Int) -> [String] {
      guard level < depth else { return [] }
      let ranked = (children[node] ?? []).sorted { ($1.visits, $0.node) < ($0.visits, $1.node) }
      return ranked.flatMap { child in
        let indent = String(repeating: "  ", count: level + 1)
        var next = environment
        let isPlayed = environment.isCopied && environment.legalActions?.contains(child.action!) ?? true
        let name = isPlayed ? environment.name(of: child.action!) : "\(child.action!)"
        let isOver = isPlayed ? (try? next.step(child.action!))?.isOver ?? true : false
        let numbers =
          "\(child.visits) visits, Q \(ShownEpisode.signed(child.q!)), prior \(String(format: "%.3f", child.prior)), reward \(ShownEpisode.signed(child.reward))"
        return ["\(indent)\(name)  \(numbers)"] + (isOver ? [] : lines(below: child.node, next, level + 1))
      }
    }
    let root = tree.nodes[0]
    return [
      "\(environment.specification.name), \(tree.simulations) simulations, value \(ShownEpisode.signed(root.value)) for whoever is to move"
    ] + lines(below: 0, environment, 0)
  }
}
