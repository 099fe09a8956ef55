import ArgumentParser
import Device
import Environments
import Foundation
import MuZero
import Telemetry

/// The evaluation of an agent, with one number of simulations after the other.
struct Evaluation {
  private static let games = 100
  private static let maximumAtOnce = 512

  private let stored: StoredAgent
  private let counts: [Int]
  private let episodes: Int
  private let seed: UInt64
  /// The opponent; nil for one player.
  private let adversary: Adversary?
  private let printsJSON: Bool

  /// The evaluation that a command asks for. Throws if the agent's environment does not allow it.
  init(_ command: EvaluateCommand, of stored: StoredAgent) throws {
    self.stored = stored
    counts = command.simulations?.counts ?? [stored.simulations]
    seed = command.seed ?? stored.seed
    printsJSON = command.json
    let specification = stored.environment.specification
    guard specification.players == 2 else {
      if command.against != nil {
        throw ValidationError("\(specification.name) has one player; leave out --against")
      }
      adversary = nil
      episodes = command.episodes ?? max(1, stored.settings.evaluation.episodes)
      return
    }
    let against = command.against ?? .opponent(.random)
    adversary = against
    episodes = command.episodes ?? Self.games
    guard stored.environment.isCopied || !against.triesMoves else {
      throw ValidationError(
        "\(specification.name) is in Python and cannot be copied to try moves; choose --against random")
    }
    guard case .exhaustive? = adversary else { return }
    guard ExhaustiveMatch.suits(specification) else {
      throw ValidationError(
        "\(specification.name) has too many sequences of moves to play them all; choose --against random or mcts:N"
      )
    }
    guard stored.settings.seesNewestObservationAlone else {
      throw ValidationError(
        "the agent sees more than the newest position, so that positions cannot be gone through; choose --against random or mcts:N"
      )
    }
  }

  /// The largest number of positions that are searched at once.
  private var atOnce: Int {
    if case .exhaustive? = adversary { return Self.maximumAtOnce }
    return min(episodes, Self.maximumAtOnce)
  }

  func run(on device: any Device) throws {
    let specification = stored.environment.specification
    let wall = try TrainingLoop.wall(of: stored.checkpoint)
    let agent = try stored.load(
      on: device, environments: atOnce, simulations: counts.max() ?? 1)
    if !printsJSON {
      print(
        "run \(stored.folder.path), step \(stored.checkpoint.step), \(specification.name), on \(device.info.name)"
      )
      printNow(EvaluationReport.header(opponent: adversary?.description))
    }
    var reports: [EvaluationReport] = []
    for simulations in counts {
      let video = EpisodeVideo(of: stored.environment)
      let report = try report(of: agent, simulations: simulations, video)
      try video.write(
        "evaluate-\(simulations)-simulations", step: stored.checkpoint.step, to: stored.folder.pictures)
      printNow(try printsJSON ? JSONLine.encode(report) : report.text)
      reports.append(report)
    }
    Self.record(reports, wall: wall, in: stored.folder)
  }

  private func report(
    of agent: MuZeroAgent, simulations: Int, _ video: EpisodeVideo
  ) throws -> EvaluationReport {
    let progress = EvaluationProgress("\(simulations) simulations")
    defer { progress.end() }
    let header = EvaluationReport.Setting(
      step: stored.checkpoint.step, simulations: simulations, seed: seed, opponent: adversary?.description)
    guard let adversary else {
      let returns = try agent.returns(
        of: stored.environment, episodes: episodes, simulations: simulations, seed: seed,
        video: video
      ) { progress.show(over: $0, of: episodes, steps: $1) }
      return EvaluationReport(header, Estimate(returns))
    }
    let score: MatchScore
    var isComplete = false
    switch adversary {
    case .exhaustive:
      isComplete = true
      score = try agent.exhaustiveMatch(in: stored.environment, simulations: simulations) {
        progress.show(positions: $0)
      }
    case .opponent(let opponent):
      score = try agent.match(
        in: stored.environment, games: episodes, simulations: simulations, seed: seed,
        opponent: opponent.player, video: video
      ) { progress.show(over: $0, of: episodes, steps: $1) }
    }
    return EvaluationReport(header, score, isComplete: isComplete)
  }

  /// Adds the results of a checkpoint, which was stored after `wall` seconds of the run, to the run's
  /// metrics. Prints the reason if that is not possible.
  ///
  /// It does not read the checkpoint, because a run that continues removes its older ones.
  static func record(_ reports: [EvaluationReport], wall: Double, in folder: RunFolder) {
    do {
      let writer = try RunWriter.resume(at: folder.path)
      var batch = MetricsBatch()
      batch.evaluations = reports.map { $0.row(wall: wall) }
      try MetricsRecord(writing: writer.folder.metrics).append(batch)
    } catch {
      FileHandle.standardError.write(Data("the results are not recorded: \(error)\n".utf8))
    }
  }
}
