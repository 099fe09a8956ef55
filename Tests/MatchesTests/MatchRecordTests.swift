import Common
import Environments
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Matches

/// A match in its folder, and its games in files.
@Suite struct MatchRecordTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func gamesAreKept() throws {
    let path = folder.file("match")
    let played = Played(
      [randomPlayer(0), randomPlayer(1)], games: 4, randomPlies: 2, limits: MatchLimits(moveLimit: 30))
    do {
      let record = try MatchRecord.create(
        in: path, settings: "{}", players: [("one", "random"), ("two", "random; name=two")])
      for game in played.games { try record.add(game) }
      #expect(try record.games() == played.games && record.names() == ["one", "two"])
      let again = #expect(throws: MatchError.self) {
        try MatchRecord.create(in: path, settings: "", players: [])
      }
      #expect(again?.description.contains("--resume") == true)
      let busy = #expect(throws: (any Error).self) { try MatchRecord(existing: path, isReadOnly: false) }
      #expect("\(String(describing: busy))".contains("plays in \(path)"))
    }
    let record = try MatchRecord(existing: path, isReadOnly: true)
    #expect(try record.games() == played.games && record.settings() == "{}")
  }

  /// One of those that begin a match in the same folder at once has it, and loses nothing by the others.
  @Test func matchesThatBeginTogetherLeaveEachOtherAlone() throws {
    for round in 0..<10 {
      let path = folder.file("match-\(round)")
      let records = Mutex<[MatchRecord]>([])
      DispatchQueue.concurrentPerform(iterations: 4) { number in
        guard
          let record = try? MatchRecord.create(in: path, settings: "\(number)", players: [("one", "random")])
        else { return }
        records.withLock { $0.append(record) }
      }
      try records.withLock {
        #expect($0.count == 1)
        let read = try MatchRecord(existing: path, isReadOnly: true)
        #expect(try $0.first?.settings() == read.settings())
      }
    }
    let numbered = Mutex<Set<String>>([])
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      let record = try? MatchRecord.create(numbering: folder.file("new/chess"), settings: "", players: [])
      numbered.withLock { _ = $0.insert(record?.folder ?? "") }
    }
    #expect(numbered.withLock { $0 } == Set((1...4).map { folder.file("new/chess-\($0)") }))
  }

  @Test func whatIsNoMatchIsRefused() throws {
    #expect(throws: MatchError.self) { try MatchRecord(existing: folder.path, isReadOnly: true) }
    try Data("rubbish".utf8).write(to: URL(filePath: folder.file(MatchRecord.fileName)))
    #expect(throws: MatchError.self) { try MatchRecord(existing: folder.path, isReadOnly: true) }
    #expect(throws: MatchError.self) {
      try MatchRecord.create(in: folder.path, settings: "", players: [])
    }
    #expect(try Data(contentsOf: URL(filePath: folder.file(MatchRecord.fileName))) == Data("rubbish".utf8))
  }

  private func written(
    _ game: any Environment<Int>, _ format: GameFiles.ShogiFormat = .csa, moveLimit: Int? = 40
  ) throws -> (text: String, games: [FinishedGame]) {
    let played = Played(
      [randomPlayer(0), randomPlayer(1)], in: game, games: 2, randomPlies: 2,
      limits: MatchLimits(moveLimit: moveLimit))
    let files = GameFiles(game, names: ["one", "two"], event: "test", shogi: format)
    let paths = try files.write(played.games, to: folder.path)
    #expect(paths.count == (format == .kif ? 2 : 1))
    return (try String(contentsOfFile: paths[0], encoding: .utf8), played.games)
  }

  @Test func chessIsWrittenAsPGN() throws {
    let (text, games) = try written(Chess(history: 1))
    let read = try PGNReader.games(in: text)
    #expect(read.count == 2 && read[0]["White"] == "one" && read[1]["White"] == "two")
    #expect(read[0].moves.map(\.uci) == games[0].opening.moves + games[0].moves)
    #expect(read[0].result.rawValue == games[0].end.text)
  }

  @Test func shogiIsWrittenAsCSAAndKIF() throws {
    let (csa, games) = try written(Shogi(history: 1))
    let moves = games[0].opening.moves + games[0].moves
    let first = csa.components(separatedBy: "/\n")
    #expect(first.count == 2)
    let record = try #require(CSAReader.games(in: csa).first)
    #expect(record.moves.map(\.usi) == moves && record.black == "one" && record.white == "two")
    let (kif, _) = try written(Shogi(history: 1), .kif)
    #expect(try KIFReader.game(in: kif).moves.map(\.usi) == moves)
  }

  /// White is to move.
  @Test(arguments: [
    (MatchEnd.Kind.adjudicated, 0.0, "%CHUDAN"), (.adjudicated, 1, "%TORYO"),
    (.adjudicated, 0.5, "%HIKIWAKE"),
    (.forfeit, 1, "%TORYO"), (.forfeit, 0, "%CHUDAN"), (.illegalMove, 1, "%ILLEGAL_ACTION"),
    (.time, 1, "%TIME_UP"), (.resignation, 1, "%TORYO"),
  ]) func shogiThatEndsEarlyIsWritten(_ kind: MatchEnd.Kind, _ score: Double, _ last: String) throws {
    let game = FinishedGame(
      pairing: MatchPairing(number: 1, first: 0, second: 1, opening: 0), opening: MatchOpening(),
      moves: ["7g7f"], end: MatchEnd(score: score, kind: kind, reason: "so"))
    let files = GameFiles(Shogi(history: 1), names: ["one", "two"], event: "test", shogi: .csa)
    let path = try #require(try files.write([game], to: folder.path).first)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.split(separator: "\n").last { $0.hasPrefix("%") } == last[...])
  }

  @Test func goIsWrittenInTheSmartGameFormat() throws {
    let (text, games) = try written(Go(size: 5, history: 1), moveLimit: nil)
    let first = text.split(separator: "\n")[0]
    #expect(first.hasPrefix("(;GM[1]FF[4]CA[UTF-8]AP[Foresight]SZ[5]KM[7.0]EV[test]RO[1]PB[one]PW[two]RE["))
    #expect(first.count { $0 == ";" } == games[0].plies + 1 && first.hasSuffix(")"))
    #expect(first.contains("RE[\(games[0].end.reason)]"))
  }

  @Test func otherGamesAreLines() throws {
    let (text, games) = try written(TicTacToe(), moveLimit: nil)
    #expect(text.hasPrefix("1: one - two: startpos moves "))
    #expect(text.split(separator: "\n").count == games.count)
  }
}
