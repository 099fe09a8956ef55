import Foundation
import GRDB

/// The metrics of a run, in an SQLite database that other processes can read while it is written.
///
/// The rows of a batch become visible together or not at all. A killed process loses no batch that was
/// appended.
package final class MetricsRecord: Sendable {
  package let path: String
  let database: DatabaseQueue

  /// Opens a run's metrics for writing, and creates them if they do not exist.
  ///
  /// Throws `TelemetryError` if the file is damaged, of another version, of another kind, or cannot be
  /// written.
  package convenience init(writing path: String) throws {
    try self.init(path, isReadOnly: false)
    try Self.translating(path) {
      // A killed process does not lose the write-ahead log, which is synced at each of its checkpoints.
      try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = NORMAL") }
      try database.write { database in
        if try Self.version(database) == (0, 0), try database.isEmpty {
          try database.execute(sql: MetricsSchema.tables)
        }
        let (application, version) = try Self.version(database)
        if application == MetricsSchema.application, MetricsSchema.oldVersions.contains(version) {
          try database.execute(sql: MetricsSchema.migration)
        }
      }
      try checkVersion()
      try database.read { database in
        let answer = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
        if answer != "ok" { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: answer) }
      }
    }
  }

  /// Opens a run's metrics for reading, also while another process writes.
  ///
  /// Throws `TelemetryError` if the file is missing, damaged, of another version or of another kind.
  package convenience init(reading path: String) throws {
    guard FileManager.default.fileExists(atPath: path) else {
      throw TelemetryError("there is no record \(path); the run has not begun to train")
    }
    try self.init(path, isReadOnly: true)
    try Self.translating(path) { try checkVersion() }
  }

  private init(_ path: String, isReadOnly: Bool) throws {
    self.path = path
    var configuration = Configuration()
    configuration.readonly = isReadOnly
    configuration.busyMode = .timeout(10)
    if !isReadOnly { configuration.journalMode = .wal }
    database = try Self.translating(path) { try DatabaseQueue(path: path, configuration: configuration) }
  }

  /// Adds the rows of a tick. A row replaces an older one with the same keys.
  ///
  /// Throws `TelemetryError`; then none of them has been added.
  package func append(_ batch: MetricsBatch) throws {
    if batch.isEmpty { return }
    try Self.translating(path) {
      try database.write { database in
        for row in batch.metrics { try row.insert(database) }
        for row in batch.episodes { try row.insert(database) }
        for row in batch.evaluations { try row.insert(database) }
      }
    }
  }

  /// Removes all rows of later steps, which a run that continues from a checkpoint goes through again.
  ///
  /// Throws `TelemetryError`.
  package func removeRows(beyond step: Int) throws {
    try Self.translating(path) {
      try database.write { database in
        for table in ["metrics", "episodes", "evaluations"] {
          try database.execute(sql: "DELETE FROM \(table) WHERE step > ?", arguments: [step])
        }
      }
    }
  }

  /// Removes all rows, and the information on checkpoints, because the run begins again. Throws
  /// `TelemetryError`.
  package func removeAll() throws {
    try removeRows(beyond: -1)
    try setInformation([(Self.checkpointKey, "")])
  }

  /// Sets information about the run, such as its seed and its device. Throws `TelemetryError`.
  package func setInformation(_ values: [(key: String, value: String)]) throws {
    try Self.translating(path) {
      try database.write { database in
        for (key, value) in values {
          try database.execute(sql: "INSERT OR REPLACE INTO info VALUES (?, ?)", arguments: [key, value])
        }
      }
    }
  }

  /// Reads with one consistent view. Throws `TelemetryError`.
  func read<T>(_ body: (Database) throws -> T) throws -> T {
    try Self.translating(path) { try database.read(body) }
  }

  private func checkVersion() throws {
    let (application, version) = try database.read(Self.version)
    guard application == MetricsSchema.application else {
      throw TelemetryError("\(path) is a database of something else; move it away")
    }
    guard version == MetricsSchema.version || MetricsSchema.oldVersions.contains(version) else {
      throw TelemetryError(
        "the record \(path) is of version \(version), but this program knows version \(MetricsSchema.version); "
          + "use the program that wrote it")
    }
  }

  private static func version(_ database: Database) throws -> (application: Int, version: Int) {
    (
      try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0,
      try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    )
  }

  /// Turns SQLite's errors into sentences.
  private static func translating<T>(_ path: String, _ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let error as DatabaseError {
      switch error.resultCode {
      case .SQLITE_CORRUPT, .SQLITE_NOTADB:
        throw TelemetryError(
          "the record \(path) is damaged; move it away and go on with --resume, which begins a new one "
            + "and leaves the agent as it is")
      case .SQLITE_FULL, .SQLITE_IOERR:
        throw TelemetryError("the record \(path) cannot be written; free some space")
      case .SQLITE_BUSY:
        throw TelemetryError("the record \(path) is locked by another program; end that one")
      case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM:
        throw TelemetryError("the record \(path) cannot be opened; check the folder and its permissions")
      default:
        throw TelemetryError("the record \(path) cannot be used: \(error.message ?? "\(error.resultCode)")")
      }
    }
  }
}

extension Database {
  /// Whether there is no table yet.
  fileprivate var isEmpty: Bool {
    get throws { try Int.fetchOne(self, sql: "SELECT count(*) FROM sqlite_schema") == 0 }
  }
}
