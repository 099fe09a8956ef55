import GRDB

/// The tables of a record, as docs/runs.md describes them.
enum MetricsSchema {
  /// Marks the file as Foresight's: "Fore" in ASCII.
  static let application = 0x466f_7265
  static let version = 1

  static let tables = """
    CREATE TABLE info (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE metrics (
      step INTEGER NOT NULL, wall REAL NOT NULL, name TEXT NOT NULL, value REAL, PRIMARY KEY (name, step)
    ) WITHOUT ROWID;
    CREATE TABLE episodes (
      number INTEGER NOT NULL PRIMARY KEY, step INTEGER NOT NULL, environment INTEGER NOT NULL,
      return REAL NOT NULL, length INTEGER NOT NULL, wall REAL NOT NULL
    );
    CREATE TABLE evaluations (
      step INTEGER NOT NULL, simulations INTEGER NOT NULL, opponent TEXT NOT NULL, episodes INTEGER NOT NULL,
      mean REAL NOT NULL, standard_error REAL, wins INTEGER, draws INTEGER, losses INTEGER,
      wall REAL NOT NULL, PRIMARY KEY (step, simulations, opponent)
    ) WITHOUT ROWID;
    PRAGMA application_id = \(application);
    PRAGMA user_version = \(version);
    """
}
