import Environments
import Foundation
import Randomness
import Synchronization
import TestSupport
import Testing

@testable import Matches

/// Pairings, openings, clocks, adjudication.
@Suite struct MatchRulesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func everybodyPlaysEverybodyWithBothColours() {
    let pairings = MatchPairing.all(players: 3, games: 4)
    #expect(pairings.count == 12 && pairings.map(\.number) == Array(1...12))
    for one in 0..<3 {
      for other in 0..<3 where one != other {
        let games = pairings.filter { $0.first == one && $0.second == other }
        #expect(games.map(\.opening) == [0, 1])
      }
    }
    #expect(MatchPairing.all(players: 2, games: 3).map(\.first) == [0, 1, 0])
    // More games are the same ones first.
    #expect(Array(MatchPairing.all(players: 3, games: 6).prefix(12)) == pairings)
    let odd = MatchPairing.all(players: 3, games: 3)
    #expect(odd.count == 9 && odd.allSatisfy(pairings.contains))
  }

  @Test func bothGamesOfAPairHaveTheSameOpening() {
    let played = Played([randomPlayer(0), randomPlayer(1)], games: 6, randomPlies: 4)
    #expect(played.games.count == 6 && played.games.allSatisfy { $0.opening.moves.count == 4 })
    for first in stride(from: 0, to: 6, by: 2) {
      #expect(played.games[first].opening == played.games[first + 1].opening)
    }
    #expect(played.games[0].opening != played.games[2].opening)
  }

  @Test func aMatchIsAFunctionOfItsSeed() {
    let matches = [1, 1, 2].map { seed in
      Played(
        [randomPlayer(0), randomPlayer(1)], in: TicTacToe(), games: 10, randomPlies: 1, seed: seed
      ).games
    }
    #expect(matches[0] == matches[1] && matches[0] != matches[2])
  }

  @Test(arguments: [
    ("e2e4 e7e5", nil, ["e2e4", "e7e5"]), ("1. e4 e5 2. Nf3", nil, ["e2e4", "e7e5", "g1f3"]),
    ("startpos moves d2d4", nil, ["d2d4"]),
    ("4k3/8/8/8/8/8/4P3/4K3 w - - hmvc 0; id \"pawn\";", "4k3/8/8/8/8/8/4P3/4K3 w - -", []),
    ("fen 4k3/8/8/8/8/8/4P3/4K3 w - - 3 7 moves e2e4", "4k3/8/8/8/8/8/4P3/4K3 w - - 3 7", ["e2e4"]),
  ]) func openingsAreRead(_ line: String, position: String?, moves: [String]) throws {
    let opening = try MatchOpening(line, of: Chess())
    #expect(opening == MatchOpening(position: position, moves: moves))
  }

  @Test func openingsOfOtherGamesAreRead() throws {
    #expect(try MatchOpening("D4 C3 pass", of: Go()).moves == ["D4", "C3", "pass"])
    #expect(try MatchOpening("7g7f 3c3d", of: Shogi()).moves == ["7g7f", "3c3d"])
  }

  @Test func aWrongLineIsNamed() throws {
    let path = folder.file("openings.txt")
    try "e2e4 e7e5\n\n# a remark\ne2e4 e7e4\n".write(toFile: path, atomically: true, encoding: .utf8)
    let error = #expect(throws: MatchError.self) { try MatchOpening.read(path, plies: 8, in: Chess()) }
    #expect(error?.description.hasPrefix("\(path), line 4: ") == true, "\(String(describing: error))")
    #expect(throws: MatchError.self) { try MatchOpening.read("nowhere", plies: 8, in: Chess()) }
    try "[Event \"x\"]\n\n1. e4 e5 2. Nf3".write(
      toFile: folder.file("cut.pgn"), atomically: true, encoding: .utf8)
    let cut = #expect(throws: MatchError.self) {
      try MatchOpening.read(folder.file("cut.pgn"), plies: 8, in: Chess())
    }
    #expect(cut?.description.contains("without a result") == true)
    try "1. e4 e5 2. Nf3 Nc6 1-0\n".write(toFile: folder.file("two.pgn"), atomically: true, encoding: .utf8)
    let openings = try MatchOpening.read(folder.file("two.pgn"), plies: 3, in: Chess())
    #expect(openings == [MatchOpening(moves: ["e2e4", "e7e5", "g1f3"])])
  }

  @Test func aMoveThatIsNotLegalIsNamed() {
    let error = #expect(throws: MatchError.self) { try MatchOpening("1. e4 e5 2. Ke3", of: Chess()) }
    #expect(error?.description == "Move 3 of the opening, \"Ke3\", is not legal.")
  }

  @Test func openingsThatEndTheGameAreRefused() {
    let mate = MatchOpening(moves: ["f2f3", "e7e5", "g2g4", "d8h4"])
    let played = Played([randomPlayer(0), randomPlayer(1)], openings: [mate])
    #expect("\(played.failure.map { "\($0)" } ?? "")".contains("The game is over after move 4"))
  }

  @Test func theMoveLimitDraws() throws {
    let played = Played(
      [randomPlayer(0), randomPlayer(1)], games: 2, limits: MatchLimits(moveLimit: 4))
    #expect(played.games.allSatisfy { $0.end.kind == .adjudicated && $0.end.reason == "move limit" })
    #expect(played.games.allSatisfy { $0.plies == 4 && $0.end.score == 0.5 })
  }

  /// Moves its edge pawns, and says that all is lost.
  @Test func whoDespairsHasLost() throws {
    let go =
      "n=$(echo $last | wc -w); case $n in [0-4]) m=a2a3;; [56]) m=b2b3;; *) m=c2c3;; esac; echo info score cp -2000; echo bestmove $m"
    let pessimist = try engine(in: folder, onGo: go)
    let limits = MatchLimits(resignValue: 0.9)
    let played = Played([pessimist, randomPlayer(1)], games: 1, limits: limits)
    #expect(played.games[0].end == MatchEnd(score: 0, kind: .adjudicated, reason: "adjudicated by value"))
    #expect(played.games[0].plies == 5)
    let whole = Played([pessimist, randomPlayer(1)], games: 1, limits: MatchLimits(moveLimit: 6))
    #expect(whole.games[0].plies == 6)
  }

  @Test func timeRunsOut() throws {
    let slow = try engine(in: folder, onGo: "sleep 0.4; echo bestmove a2a3")
    let limits = MatchLimits(clock: .init(time: 200, increment: 0))
    let played = Played([slow, randomPlayer(1)], games: 1, limits: limits)
    #expect(played.games[0].end == MatchEnd(score: 0, kind: .time, reason: "time"))
  }

  /// Counts how often it is asked.
  private struct CountingPlayer: Player {
    let count: SharedCount
    private var random = RandomPlayer(random: RandomStream(1))

    init(_ count: SharedCount) { self.count = count }

    mutating func action<Game: Environment<Int>>(in environment: Game) throws(Game.Failure) -> Int {
      count.add()
      return random.action(in: environment)
    }
  }

  private final class SharedCount: Sendable {
    private let number = Mutex(0)
    func add() { number.withLock { $0 += 1 } }
    var value: Int { number.withLock { $0 } }
  }

  /// Neither the second player thinks any more, nor the first about further games.
  @Test func nobodyBeginsToThinkWhenTheMatchIsToEnd() throws {
    let counts = [SharedCount(), SharedCount()]
    let players = counts.enumerated().map { place, count in
      OwnPlayer("player", place: place, seed: 1) { _ in CountingPlayer(count) }
    }
    let plan = Match.Plan(
      game: Chess(history: 1), pairings: MatchPairing.all(players: 2, games: 64), openings: [],
      randomPlies: 0, seed: 1, limits: MatchLimits())
    var watcher = Match.Watcher { _ in }
    watcher.isInterrupted = { counts[0].value > 0 }
    try Match(plan, players: players, watcher: watcher).run()
    #expect(counts[0].value == 32 && counts[1].value == 0)
    let player = OwnPlayer("player", place: 0, seed: 1, isInterrupted: { counts[0].value > 32 }) { _ in
      CountingPlayer(counts[0])
    }
    let turns = try MatchPairing.all(players: 2, games: 64).map {
      MatchTurn(
        game: try MatchGame($0, MatchOpening(), in: Chess(history: 1), clock: nil), limits: MatchLimits(),
        clock: nil)
    }
    for turn in turns { player.begin(turn.game) }
    #expect(throws: MatchInterruption.self) { try player.moves(in: turns) }
    #expect(counts[0].value < 64)
  }

  @Test func scoresBecomeValues() {
    func value(_ text: String) -> Double? { EngineProgram.value(text.split(separator: " ").map(String.init)) }
    #expect(value("info depth 3 score mate -2 nodes 5") == -1 && value("info score mate 4 pv") == 1)
    let pawn = GameThought(
      simulations: 1, meanDepth: 1, deepest: 1, value: 0.5, visits: [], values: [], priors: [],
      variation: [0])
    let found = value("info score cp \(pawn.centipawns) pv")
    #expect(abs((found ?? 0) - 0.5) < 1e-2)
    #expect(value("info string score") == nil)
  }
}
