import ArgumentParser
import Common
import Environments
import Foundation
import Matches
import MuZero
import Telemetry

/// A match on the command line: its folder, its players, its progress, and its results.
struct MatchRun {
  private let command: MatchCommand
  private let settings: MatchSettings
  private let choices: [PlayerChoice]
  private let names: [String]
  private let record: MatchRecord

  /// The largest number of games of a match that reports each.
  private static let maximumTold = 20

  /// Begins or continues a match. Throws before anything is written if a player is not available.
  init(_ command: MatchCommand) throws {
    self.command = command
    Interruption.install()
    if let folder = command.resume {
      record = try MatchRecord(existing: folder, isReadOnly: false)
      let text = try record.settings()
      guard var settings = try? JSONDecoder().decode(MatchSettings.self, from: Data(text.utf8)) else {
        throw MatchError("\(folder) is of another version; use the program that wrote it")
      }
      if let games = command.games, games != settings.games {
        guard games > settings.games else {
          throw ValidationError("--games is \(games), but the match has \(settings.games); choose more")
        }
        settings.games = games
        try record.set(settings: try JSONText.of(settings))
      }
      self.settings = settings
      choices = try settings.players.map { try PlayerChoice($0) }
      names = try record.names()
      return
    }
    choices = try (command.checkpoints ? try Self.checkpoints(of: command.players[0]) : command.players)
      .map { try PlayerChoice($0) }
    let texts = choices.map(\.lasting)
    names = Self.unique(choices.map(\.name))
    settings = try Self.settings(of: command, texts, choices)
    // An opening that is not available is noticed here.
    _ = try Match.opening(0, of: try Self.plan(of: settings))
    let (text, players) = (try JSONText.of(settings), zip(names, texts).map { ($0, $1) })
    record =
      try command.output.map { try MatchRecord.create(in: $0, settings: text, players: players) }
      ?? MatchRecord.create(numbering: "matches/\(settings.game.name)", settings: text, players: players)
  }

  /// Names that distinguish the players.
  private static func unique(_ names: [String]) -> [String] {
    names.enumerated().map { index, name in
      let before = names[..<index].count { $0 == name }
      return before == 0 ? name : "\(name) (\(before + 1))"
    }
  }

  // MARK: Playing

  /// Plays the remaining games, prints tables, and writes the games. If a player cannot play, it throws after
  /// that.
  func play() throws {
    var plan = try Self.plan(of: settings)
    let game = plan.game
    var done = try record.games()
    let numbers = Set(done.map(\.pairing.number))
    plan.pairings.removeAll { numbers.contains($0.number) }
    let total = done.count + plan.pairings.count
    if !command.json {
      printNow("\(settings.game.title), \(total) games, in \(record.folder); \(Self.said(of: settings))")
    }
    let display = ProgressDisplay()
    Interruption.show(by: display.note)
    var moves = 0
    var watcher = Match.Watcher { finished in
      try record.add(finished)
      done.append(finished)
      if total <= Self.maximumTold, !command.json { display.note(line(finished)) }
    }
    watcher.isInterrupted = { Interruption.isRequested }
    watcher.note = display.note
    let start = ContinuousClock.now
    watcher.moved = { count in
      moves += count
      guard ContinuousClock.now - start > .seconds(1) else { return }
      display.update { status(done, total, moves) }
    }
    var failure: (any Error)?
    do {
      try Interruption.during("the moves under way") {
        try Match(plan, players: try makePlayers(), watcher: watcher).run()
      }
    } catch {
      failure = error
    }
    display.clear()
    try finish(done, total, game)
    if let failure { throw failure }
  }

  private func finish(_ done: [FinishedGame], _ total: Int, _ game: any Environment<Int>) throws {
    let files = GameFiles(
      game, names: names, event: "Match of \(settings.game.title)", shogi: settings.shogiFormat)
    let written = try files.write(done.sorted { $0.pairing.number < $1.pairing.number }, to: record.folder)
    try command.print(MatchReport(names: names, games: done))
    if !command.json {
      for path in written.prefix(1) { print("games: \(path)") }
      if done.count < total {
        print(
          "\(done.count) of \(total) games are over; `\(ProgramName.text) match --resume \(record.folder)` goes on"
        )
      }
    }
    if done.count == total { try recordCurve(done) }
  }

  private func makePlayers() throws -> [any MatchPlayer] {
    let isInterrupted: @Sendable () -> Bool = { Interruption.isRequested }
    return try choices.enumerated().map { place, choice -> any MatchPlayer in
      let name = names[place]
      var options = choice.options
      options.name = name
      switch choice.kind {
      case .opponent(let opponent):
        return OwnPlayer(
          name, place: place, seed: settings.seed, isInterrupted: isInterrupted, make: opponent.player)
      case .engine(let dialect, let program):
        return EngineProgram(
          dialect, program, options, patience: settings.limits.patience, isInterrupted: isInterrupted)
      case .go(let program):
        return GoProgram(program, options, patience: settings.limits.patience, isInterrupted: isInterrupted)
      case .agent(let stored):
        return try AgentPlayer(
          stored, name: name, simulations: choice.simulations, limits: settings.limits,
          device: try command.device.select(), isInterrupted: isInterrupted)
      }
    }
  }

  // MARK: Words

  private static func said(of settings: MatchSettings) -> String {
    let limits = settings.limits
    let bound =
      limits.clock.map { "\(Double($0.time) / 1000) + \(Double($0.increment) / 1000) s for a game" }
      ?? limits.moveTime.map { "\($0) ms for a move" } ?? limits.nodes.map { "\($0) nodes for a move" }
    let openings =
      (settings.openings.isEmpty ? [] : ["\(settings.openings.count) openings"])
      + (settings.randomPlies == 0 ? [] : ["\(settings.randomPlies) random moves first"])
    return (openings + [bound ?? "moves as each player's own settings bound them"]).joined(separator: ", ")
  }

  private func line(_ game: FinishedGame) -> String {
    "game \(game.pairing.number): \(names[game.pairing.first]) - \(names[game.pairing.second]) \(game.end.text), \(game.end.reason), \(game.plies) moves"
  }

  private func status(_ done: [FinishedGame], _ total: Int, _ moves: Int) -> ProgressStatus {
    var items = [ProgressItem("games", "\(done.count) of \(total)"), ProgressItem("moves", "\(moves)")]
    if names.count == 2, !done.isEmpty {
      let difference = MatchReport(names: names, games: done).difference(0, 1)
      items.append(ProgressItem("score", String(format: "%.3f", difference.score)))
      items.append(ProgressItem("Elo", difference.text))
    }
    return ProgressStatus(
      title: settings.game.name, fraction: Double(done.count) / Double(max(1, total)), items: items)
  }

  // MARK: Curves

  /// If all players are checkpoints of one run, records their ratings in the run, as the metric `elo`.
  private func recordCurve(_ done: [FinishedGame]) throws {
    let agents = choices.compactMap { choice -> StoredAgent? in
      if case .agent(let stored) = choice.kind { stored } else { nil }
    }
    guard agents.count == choices.count, agents.count > 2 || command.checkpoints,
      let folder = agents.first?.folder, agents.allSatisfy({ $0.folder == folder }),
      Set(agents.map(\.checkpoint.step)).count == agents.count
    else { return }
    let ratings = MatchReport(names: names, games: done).ratings
    let ordered = zip(agents, ratings.ratings).sorted { $0.0.checkpoint.step < $1.0.checkpoint.step }
    let points = ordered.map { LineChart.Point(x: Double($0.checkpoint.step), y: $1 - ordered[0].1) }
    if !command.json {
      print()
      let chart = LineChart(title: "Elo above the first checkpoint", points: points)
      for line in chart.lines(width: max(20, Terminal.width(of: 1) - 1), height: 8) { print(line) }
    }
    do {
      var batch = MetricsBatch()
      batch.metrics = try zip(ordered, points).map { agent, point in
        MetricRow(
          step: agent.0.checkpoint.step, wall: try TrainingLoop.wall(of: agent.0.checkpoint), name: "elo",
          value: point.y)
      }
      let writer = try RunWriter.resume(at: folder.path)
      try MetricsRecord(writing: writer.folder.metrics).append(batch)
    } catch {
      FileHandle.standardError.write(Data("the curve is not recorded: \(error)\n".utf8))
    }
  }
}
