import Common
import Environments

/// Plays the games of a match: one after the other or, if all players allow it, many in step, so that agents
/// search all positions at once.
package final class Match {
  /// The plan of a match.
  package struct Plan {
    package var game: any Environment<Int>
    package var pairings: [MatchPairing]
    package var openings: [MatchOpening]
    /// The number of random moves after each opening.
    package var randomPlies: Int
    package var seed: UInt64
    package var limits: MatchLimits

    package init(
      game: any Environment<Int>, pairings: [MatchPairing], openings: [MatchOpening], randomPlies: Int,
      seed: UInt64, limits: MatchLimits
    ) {
      (self.game, self.pairings, self.openings) = (game, pairings, openings)
      (self.randomPlies, self.seed, self.limits) = (randomPlies, seed, limits)
    }
  }

  /// The functions by which the caller observes the match.
  package struct Watcher {
    /// Returns whether the match is to end now.
    package var isInterrupted: () -> Bool = { false }
    /// Called when a game is over.
    package var finished: (FinishedGame) throws -> Void
    /// Called with a sentence about a player that failed.
    package var note: (String) -> Void = { _ in }
    /// Called with the number of moves made in the games in progress.
    package var moved: (Int) -> Void = { _ in }

    package init(finished: @escaping (FinishedGame) throws -> Void) { self.finished = finished }
  }

  /// The largest number of games that are played in step.
  package static let maximumAtOnce = 64
  /// The number of openings that are tried if random moves end the game.
  private static let maximumDraws = 100
  /// The number of games in a row, lost by failing, after which a player plays no more.
  private static let maximumFailures = 3

  private let plan: Plan
  private let players: [any MatchPlayer]
  private let watcher: Watcher
  private var live: [MatchGame] = []
  private var failures: [Int]

  package init(_ plan: Plan, players: [any MatchPlayer], watcher: Watcher) {
    (self.plan, self.players, self.watcher) = (plan, players, watcher)
    failures = [Int](repeating: 0, count: players.count)
  }

  /// The number of games that are played at once.
  package static func atOnce(_ players: [any MatchPlayer], _ limits: MatchLimits) -> Int {
    limits.clock == nil && limits.moveTime == nil && players.allSatisfy(\.playsManyGames) ? maximumAtOnce : 1
  }

  /// Plays all games, unless the match is interrupted.
  ///
  /// Throws `MatchError` if a player cannot play, after the games played until then were reported, and the
  /// errors of agents and the caller.
  package func run() throws {
    let atOnce = Self.atOnce(players, plan.limits)
    var waiting = plan.pairings[...]
    while !(waiting.isEmpty && live.isEmpty) {
      while live.count < atOnce, let pairing = waiting.popFirst() {
        if watcher.isInterrupted() { return }
        try begin(pairing)
      }
      do { try moveAll() } catch is MatchInterruption { return }
      try endGames()
      if watcher.isInterrupted() { return }
    }
  }

  // MARK: Beginnings

  /// The opening of this number: one of the list, followed by random moves.
  package static func opening(_ number: Int, of plan: Plan) throws -> MatchOpening {
    let base = plan.openings.isEmpty ? MatchOpening() : plan.openings[number % plan.openings.count]
    if plan.randomPlies == 0 { return base }
    var random = MatchPurpose.opening.stream(seed: plan.seed, number)
    for _ in 0..<maximumDraws {
      if let opening = try base.extended(byPlies: plan.randomPlies, in: plan.game, random: &random) {
        return opening
      }
    }
    throw MatchError(
      "\(plan.randomPlies) random moves from \(base.text.quoted) end the game; choose fewer with --random-plies"
    )
  }

  private func begin(_ pairing: MatchPairing) throws {
    var game = try MatchGame(
      pairing, try Self.opening(pairing.opening, of: plan), in: plan.game, clock: plan.limits.clock?.time)
    for (side, index) in [pairing.first, pairing.second].enumerated() {
      do { try players[index].begin(game) } catch let failure as PlayerFailure {
        forfeit(&game, side, failure)
        break
      } catch is MatchInterruption { return }
    }
    live.append(game)
  }

  // MARK: Moves

  private func moveAll() throws {
    for index in players.indices {
      let places = live.indices.filter { live[$0].end == nil && player(toMoveIn: live[$0]) == index }
      if places.isEmpty { continue }
      if watcher.isInterrupted() { throw MatchInterruption() }
      let start = ContinuousClock.now
      let answers = try players[index].moves(
        in: places.map { MatchTurn(game: live[$0], limits: plan.limits, clock: live[$0].clock) })
      let milliseconds = Int((ContinuousClock.now - start) / .milliseconds(1))
      precondition(answers.count == places.count, "\(answers.count) answers to \(places.count) turns")
      for (place, answer) in zip(places, answers) { try take(answer, &live[place], milliseconds) }
      watcher.moved(places.count)
    }
  }

  private func player(toMoveIn game: MatchGame) -> Int {
    game.playerToMove == 0 ? game.pairing.first : game.pairing.second
  }

  private func take(
    _ answer: Result<MatchMove, PlayerFailure>, _ game: inout MatchGame, _ milliseconds: Int
  ) throws {
    let side = game.playerToMove
    let move: MatchMove
    switch answer {
    case .failure(let failure): return forfeit(&game, side, failure)
    case .success(let success): move = success
    }
    if let clock = plan.limits.clock, let left = game.clock?[side] {
      if milliseconds > left { return game.end(winner: 1 - side, .time, "time") }
      game.clock?[side] = left - milliseconds + clock.increment
    }
    guard case .action(let action) = move.choice else {
      return game.end(winner: 1 - side, .resignation, "resignation")
    }
    guard game.environment.legalActions?.contains(action) ?? true else {
      let name = game.environment.name(of: action)
      return forfeit(&game, side, PlayerFailure("plays \(name), which is not legal", isIllegalMove: true))
    }
    try game.step(action)
    if game.end == nil { game.note(move.value, by: side, plan.limits) }
    if game.end == nil, let limit = plan.limits.moveLimit, game.actions.count >= limit {
      game.end(winner: nil, .adjudicated, "move limit")
    }
  }

  private func forfeit(_ game: inout MatchGame, _ side: Int, _ failure: PlayerFailure) {
    let index = side == 0 ? game.pairing.first : game.pairing.second
    watcher.note(
      "game \(game.number), move \(game.actions.count + 1): \(players[index].name) \(failure.predicate), and has lost the game"
    )
    game.end(
      winner: 1 - side, failure.isIllegalMove ? .illegalMove : .forfeit,
      "\(players[index].name) \(failure.predicate)")
  }

  // MARK: Ends

  private func endGames() throws {
    for game in live {
      guard let end = game.end else { continue }
      for index in [game.pairing.first, game.pairing.second] { players[index].end(game) }
      try watcher.finished(
        FinishedGame(
          pairing: game.pairing, opening: game.opening,
          moves: Array(game.names.dropFirst(game.opening.moves.count)), end: end))
      let hasFailed = end.kind == .forfeit || end.kind == .illegalMove
      let loser = hasFailed ? (end.score == 0 ? game.pairing.first : game.pairing.second) : nil
      for index in [game.pairing.first, game.pairing.second] {
        failures[index] = index == loser ? failures[index] + 1 : 0
      }
      if let loser, failures[loser] >= Self.maximumFailures {
        live.removeAll { $0.end != nil }
        throw MatchError(
          "\(players[loser].name) has failed in \(Self.maximumFailures) games in a row, the last time so: \(end.reason); the match ends with what it has"
        )
      }
    }
    live.removeAll { $0.end != nil }
  }
}
