import ArgumentParser
import Common
import Environments
import Foundation
import Settings
import Workers

/// `foresight bench environment`: times steps of an environment with random actions.
struct BenchEnvironmentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "environment",
    abstract: "Times the steps of an environment, of this program or in Python.",
    discussion: """
      All environments take a random legal action together, and begin anew where their episodes end. A round is one \
      action of each, episodes that begin included; its time is the latency.
      """)

  @Argument(help: "The environment's name in settings: go, or gymnasium:CartPole-v1.")
  var name: String

  @Option(help: "The number of environments that are stepped together.")
  var environments = 1

  @Option(help: "For environments in Python: the number of processes; by default one per core.")
  var workers: Int?

  @Option(help: "The minimum duration, in seconds.")
  var seconds = 2.0

  @Option(help: "Points on a side of the board, of games that have several sizes.")
  var size: Int?

  @Option(help: "For environments in Python: a module to import first.")
  var module: String?

  @Option(
    help: ArgumentHelp(
      "For environments in Python: the arguments to make them with, such as render_mode=rgb_array.",
      valueName: "key=value"))
  var make: [String] = []

  @Option(help: "The number of times that each action is taken.")
  var actionRepeat = 1

  @Option(help: "The seed of the actions and the episodes.")
  var seed: UInt64 = 0

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    for (name, value) in [
      ("--environments", environments), ("--workers", workers ?? 1), ("--action-repeat", actionRepeat),
    ] where !(1...65_536).contains(value) {
      throw ValidationError("\(name) must be 1 to 65536")
    }
    if !(0.01...3600).contains(seconds) { throw ValidationError("--seconds must be 0.01 to 3600") }
  }

  func run() throws {
    if !name.contains(":"), workers != nil || module != nil || !make.isEmpty {
      throw ValidationError(
        "--workers, --module and --make are for environments in Python, which \(name.quoted) is not; leave them out"
      )
    }
    if name.contains(":"), size != nil {
      throw ValidationError(
        "--size is for games of this program; leave it out, or give \(name.quoted) its size by --make")
    }
    struct Arguments: Codable {
      var make: OpenSettings = [:]
    }
    let arguments = try Settings.decode(defaults: Arguments(), overrides: make.map { "make.\($0)" }).make
    let task = try WorkerTask.named(
      name, module: module, arguments: arguments.values.isEmpty ? nil : arguments, actionRepeat: actionRepeat,
      environments: environments, workers: workers, stepSeconds: 60)
    let report = try task.map(measure) ?? measureNative()
    printNow(try json ? JSONLine.encode(report) : report.text)
  }

  private func measure(_ task: WorkerTask) throws -> EnvironmentReport {
    let pool = try WorkerCatalog.pool(task)
    let timing =
      if case .discrete = pool.specification.actions {
        try measure(try WorkerEnvironment<Int>(in: pool))
      } else {
        try measure(try WorkerEnvironment<[Float]>(in: pool))
      }
    return EnvironmentReport(timing, name: name, environments: environments, pool: pool)
  }

  private func measureNative() throws -> EnvironmentReport {
    let options = EnvironmentOptions(actionRepeat: actionRepeat, size: size)
    let timing =
      if EnvironmentCatalog.continuousNames.contains(name) {
        try measure(try EnvironmentCatalog.continuous(name, options: options))
      } else {
        try measure(try EnvironmentCatalog.discrete(name, options: options))
      }
    return EnvironmentReport(timing, name: name, environments: environments, pool: nil)
  }

  private func measure<Action: EnvironmentTimingAction>(
    _ environment: any Environment<Action>
  ) throws -> EnvironmentTiming {
    func opened<Base: Environment<Action>>(_ environment: Base) throws -> EnvironmentTiming {
      try EnvironmentTiming(of: environment, count: environments, seconds: seconds, seed: seed)
    }
    return try opened(environment)
  }
}
