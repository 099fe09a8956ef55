import Common
import Foundation
import GRDB
import Telemetry

/// A match in its folder: its settings, and the finished games, in an SQLite database that other processes
/// can read at the same time.
///
/// A game is on the disk as soon as it has been added, so that a killed process loses none.
package final class MatchRecord: Sendable {
  package let folder: String
  private let database: DatabaseQueue
  private let lock: FolderLock?

  /// The name of the database within the folder.
  package static let fileName = "match.sqlite"
  /// The number that marks the file: "FoMa" in ASCII.
  private static let application = 0x466f_4d61
  private static let version = 1
  private static let settingsKey = "settings"

  private static let tables = """
    CREATE TABLE info (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE players (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, text TEXT NOT NULL);
    CREATE TABLE games (
      number INTEGER NOT NULL PRIMARY KEY, first INTEGER NOT NULL, second INTEGER NOT NULL,
      pair INTEGER NOT NULL, opening TEXT NOT NULL, plies INTEGER NOT NULL, moves TEXT NOT NULL,
      score REAL NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL
    );
    PRAGMA application_id = \(application);
    PRAGMA user_version = \(version);
    """

  private init(_ folder: String, _ database: DatabaseQueue, _ lock: FolderLock?) {
    (self.folder, self.database, self.lock) = (folder, database, lock)
  }

  /// Creates a match in a new folder, from the text of its settings and the players' names and texts.
  ///
  /// Throws `MatchError` if the folder is already used or cannot be written, in which case nothing remains,
  /// and `TelemetryError` if another process begins a match there.
  package static func create(
    in folder: String, settings: String, players: [(name: String, text: String)]
  ) throws -> MatchRecord {
    let manager = FileManager.default
    guard
      !manager.fileExists(atPath: folder)
        || (try? manager.contentsOfDirectory(atPath: folder))?.isEmpty == true
    else { throw isThereAlready(folder) }
    makeParent(of: folder)
    let isMade = mkdir(folder, 0o777) == 0
    guard isMade || errno == EEXIST else { throw unmade(folder) }
    return try fill(folder, isMade: isMade, settings, players)
  }

  /// The same, in the first folder `stem-1`, `stem-2` and so on that does not exist.
  package static func create(
    numbering stem: String, settings: String, players: [(name: String, text: String)]
  ) throws -> MatchRecord {
    makeParent(of: stem)
    var number = 1
    while mkdir("\(stem)-\(number)", 0o777) != 0 {
      guard errno == EEXIST else { throw unmade("\(stem)-\(number)") }
      number += 1
    }
    return try fill("\(stem)-\(number)", isMade: true, settings, players)
  }

  /// Makes the folders above a path, as far as possible.
  private static func makeParent(of path: String) {
    let names = path.split(separator: "/")
    let parent = (path.hasPrefix("/") ? "/" : "") + names.dropLast().joined(separator: "/")
    if parent.isEmpty { return }
    try? FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
  }

  private static func isThereAlready(_ folder: String) -> MatchError {
    MatchError("\(folder) is there already; go on with --resume \(folder), or choose another --output")
  }

  private static func unmade(_ folder: String) -> MatchError {
    MatchError("the folder \(folder) cannot be made; check the path and its permissions")
  }

  /// Writes a match into an empty folder, which this process may have made.
  private static func fill(
    _ folder: String, isMade: Bool, _ settings: String, _ players: [(name: String, text: String)]
  ) throws -> MatchRecord {
    // What is there before the lock is held may belong to another process.
    let lock = try FolderLock(folder, activity: "plays")
    guard try FileManager.default.contentsOfDirectory(atPath: folder) == [FolderLock.name] else {
      throw isThereAlready(folder)
    }
    do {
      let database = try open(folder, isReadOnly: false)
      try translating(folder) {
        try database.write { database in
          try database.execute(sql: tables)
          try database.execute(sql: "INSERT INTO info VALUES (?, ?)", arguments: [settingsKey, settings])
          for (number, player) in players.enumerated() {
            try database.execute(
              sql: "INSERT INTO players VALUES (?, ?, ?)", arguments: [number, player.name, player.text])
          }
        }
      }
      return MatchRecord(folder, database, lock)
    } catch {
      withExtendedLifetime(lock) {
        for name in [fileName, "\(fileName)-wal", "\(fileName)-shm", FolderLock.name] {
          unlink("\(folder)/\(name)")
        }
        if isMade { rmdir(folder) }
      }
      throw error
    }
  }

  /// An existing match, to add games to or, if `isReadOnly`, to read.
  ///
  /// Throws `MatchError` if the folder holds no match, or if it is damaged, and `TelemetryError` if another
  /// process plays.
  package init(existing folder: String, isReadOnly: Bool) throws {
    guard FileManager.default.fileExists(atPath: "\(folder)/\(Self.fileName)") else {
      throw MatchError("\(folder) holds no match; name the folder that `\(ProgramName.text) match` wrote")
    }
    lock = isReadOnly ? nil : try FolderLock(folder, activity: "plays")
    self.folder = folder
    database = try Self.open(folder, isReadOnly: isReadOnly)
    let (application, version) = try Self.translating(folder) {
      try database.read {
        (
          try Int.fetchOne($0, sql: "PRAGMA application_id") ?? 0,
          try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0
        )
      }
    }
    guard application == Self.application, version == Self.version else {
      throw MatchError(
        "\(folder)/\(Self.fileName) is no match of this version; use the program that wrote it")
    }
  }

  private static func open(_ folder: String, isReadOnly: Bool) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.readonly = isReadOnly
    configuration.busyMode = .timeout(10)
    if !isReadOnly { configuration.journalMode = .wal }
    return try translating(folder) {
      try DatabaseQueue(path: "\(folder)/\(fileName)", configuration: configuration)
    }
  }

  /// The text of the match's settings, as created or set last.
  package func settings() throws -> String {
    try read {
      try String.fetchOne($0, sql: "SELECT value FROM info WHERE key = ?", arguments: [Self.settingsKey])
        ?? ""
    }
  }

  /// Changes the match's settings, for example its number of games.
  package func set(settings: String) throws {
    try Self.translating(folder) {
      try database.write {
        try $0.execute(
          sql: "INSERT OR REPLACE INTO info VALUES (?, ?)", arguments: [Self.settingsKey, settings])
      }
    }
  }

  /// The players' names, in their order.
  package func names() throws -> [String] {
    try read { try String.fetchAll($0, sql: "SELECT name FROM players ORDER BY number") }
  }

  /// Adds a finished game. It replaces one with the same number.
  package func add(_ game: FinishedGame) throws {
    let (pairing, end) = (game.pairing, game.end)
    try Self.translating(folder) {
      try database.write {
        try $0.execute(
          sql: "INSERT OR REPLACE INTO games VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          arguments: [
            pairing.number, pairing.first, pairing.second, pairing.opening, game.opening.text, game.plies,
            game.moves.joined(separator: " "), end.score, end.kind.rawValue, end.reason,
          ])
      }
    }
  }

  /// All finished games, by number.
  package func games() throws -> [FinishedGame] {
    let rows = try read { try Row.fetchAll($0, sql: "SELECT * FROM games ORDER BY number") }
    return rows.map { row in
      let opening: String = row["opening"]
      let moves: String = row["moves"]
      return FinishedGame(
        pairing: MatchPairing(
          number: row["number"], first: row["first"], second: row["second"], opening: row["pair"]),
        opening: MatchOpening(stored: opening), moves: moves.split(separator: " ").map(String.init),
        end: MatchEnd(
          score: row["score"], kind: MatchEnd.Kind(rawValue: row["kind"]) ?? .rules, reason: row["reason"]))
    }
  }

  private func read<T>(_ body: (Database) throws -> T) throws -> T {
    try Self.translating(folder) { try database.read(body) }
  }

  /// Turns SQLite's errors into sentences.
  private static func translating<T>(_ folder: String, _ body: () throws -> T) throws -> T {
    do { return try body() } catch let error as DatabaseError {
      let file = "\(folder)/\(fileName)"
      switch error.resultCode {
      case .SQLITE_CORRUPT, .SQLITE_NOTADB:
        throw MatchError("\(file) is damaged; move the folder away, and begin the match once more")
      case .SQLITE_FULL, .SQLITE_IOERR: throw MatchError("\(file) cannot be written; free some space")
      case .SQLITE_BUSY: throw MatchError("\(file) is locked by another program; end that one")
      default: throw MatchError("\(file) cannot be used: \(error.message ?? "\(error.resultCode)")")
      }
    }
  }
}

extension MatchOpening {
  /// The value that was stored as `text`.
  fileprivate init(stored text: String) {
    let words = text.split(separator: " ").map(String.init)
    let before = words.prefix { $0 != "moves" }
    self.init(
      position: before == ["startpos"] ? nil : before.joined(separator: " "),
      moves: Array(words.dropFirst(before.count + 1)))
  }
}
