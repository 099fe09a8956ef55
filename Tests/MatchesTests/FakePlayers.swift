import Environments
import Foundation
import TestSupport

@testable import Matches

/// An engine as a shell script: after `uciok` and `readyok` it answers `go` by what the test says.
func engine(
  in folder: TemporaryFolder, onGo: String, name: String = "engine", patience: Double = 5,
  options: ProgramOptions = ProgramOptions()
) throws -> EngineProgram {
  let path = folder.file(name)
  try """
  #!/bin/sh
  while read line; do
    case "$line" in
      uci) echo "id name fake"; echo "option name Hash type spin default 1 min 1 max 9"; echo uciok;;
      isready) echo readyok;;
      position*) last=$line;;
      go*) \(onGo);;
      quit) exit 0;;
    esac
  done
  """.write(toFile: path, atomically: true, encoding: .utf8)
  try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
  return EngineProgram(
    .uci, try ProgramCommand(path), options, patience: patience, isInterrupted: { false })
}

/// Plays a match, and collects what it tells.
final class Played {
  var games: [FinishedGame] = []
  var notes: [String] = []
  var failure: (any Error)?

  init(
    _ players: [any MatchPlayer], in game: any Environment<Int> = Chess(history: 1), games count: Int = 2,
    openings: [MatchOpening] = [], randomPlies: Int = 0, seed: UInt64 = 1, limits: MatchLimits = MatchLimits()
  ) {
    let plan = Match.Plan(
      game: game, pairings: MatchPairing.all(players: players.count, games: count), openings: openings,
      randomPlies: randomPlies, seed: seed, limits: limits)
    var watcher = Match.Watcher { [self] in games.append($0) }
    watcher.note = { [self] in notes.append($0) }
    do { try Match(plan, players: players, watcher: watcher).run() } catch { failure = error }
    games.sort { $0.pairing.number < $1.pairing.number }
  }
}

/// Random moves.
func randomPlayer(_ place: Int = 0) -> OwnPlayer {
  OwnPlayer("random", place: place, seed: 5) { RandomPlayer(random: $0) }
}
