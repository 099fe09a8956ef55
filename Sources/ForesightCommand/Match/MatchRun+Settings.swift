import ArgumentParser
import Environments
import Matches
import Telemetry

extension MatchRun {
  private static let usualGames = 100
  private static let usualPlies = 2
  private static let usualOpeningPlies = 8

  /// The settings of a new match from the command line. Throws if it cannot be played.
  static func settings(
    of command: MatchCommand, _ texts: [String], _ choices: [PlayerChoice]
  ) throws -> MatchSettings {
    let chosen = command.game.map {
      MatchSettings.Game(name: EnvironmentCatalog.currentName($0), size: command.size, komi: command.komi)
    }
    var game = try MatchSettings.Game.common(of: zip(texts, choices).map { ($0, $1) }, chosen: chosen)
    if let size = command.size, let own = game.size, own != size {
      throw ValidationError("--size is \(size), but \(game.title) is played; leave it out")
    }
    game.size = game.size ?? command.size
    game.komi = command.komi ?? game.komi
    let environment = try game.environment(moveLimit: command.moveLimit)
    for (text, choice) in zip(texts, choices) {
      guard let playable = choice.playable, !playable.contains(game.name) else { continue }
      throw ValidationError(
        "\(text) plays \(playable.joined(separator: " or ")), but \(game.name) is played; leave it out")
    }
    let openings = try command.openings.map {
      try MatchOpening.read($0, plies: command.openingPlies ?? usualOpeningPlies, in: environment)
    }
    return MatchSettings(
      players: texts, game: game, games: command.games ?? usualGames, openings: openings?.map(\.text) ?? [],
      randomPlies: command.randomPlies ?? (openings == nil ? usualPlies : 0), seed: command.seed ?? 1,
      limits: try command.limits(), shogiFormat: command.shogiRecords ?? .csa)
  }

  /// The plan of a match, with all of its games.
  static func plan(of settings: MatchSettings) throws -> Match.Plan {
    let game = try settings.game.environment(moveLimit: settings.limits.moveLimit)
    return Match.Plan(
      game: game, pairings: MatchPairing.all(players: settings.players.count, games: settings.games),
      openings: try settings.openings.map { try MatchOpening($0, of: game) },
      randomPlies: settings.randomPlies, seed: settings.seed, limits: settings.limits)
  }

  /// The checkpoints of a run, ordered by step, as players.
  static func checkpoints(of run: String) throws -> [String] {
    let folder = try RunFolder(existing: run)
    let steps = Set((folder.checkpoints.entries + folder.best.entries).map(\.step)).sorted()
    guard steps.count > 1 else {
      throw ValidationError(
        "the run \(run) keeps \(steps.count) checkpoint\(steps.count == 1 ? "" : "s"), but a curve needs two; train with training.keptCheckpoints=20, say"
      )
    }
    return steps.map { "\(run)@\($0)" }
  }
}
