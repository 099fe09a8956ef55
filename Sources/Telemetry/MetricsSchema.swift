import GRDB

/// The tables of a record, as docs/runs.md describes them.
enum MetricsSchema {
  /// Marks the file as Foresight's: "Fore" in ASCII.
  static let application = 0x466f_7265
  static let version = 2
  /// What is read as well, and brought to the newest version when it is written.
  static let oldVersions = 1...1

  static let tables = """
    CREATE TABLE info (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE metrics (
      step INTEGER NOT NULL, wall REAL NOT NULL, name TEXT NOT NULL, value REAL, PRIMARY KEY (name, step)
    ) WITHOUT ROWID;
    CREATE TABLE episodes (
      number INTEGER NOT NULL PRIMARY KEY, step INTEGER NOT NULL, environment INTEGER NOT NULL,
      return REAL NOT NULL, length INTEGER NOT NULL, wall REAL NOT NULL
    );
    \(evaluations)
    PRAGMA application_id = \(application);
    PRAGMA user_version = \(version);
    """

  /// The key is all that was measured.
  private static let evaluations = """
    CREATE TABLE evaluations (
      step INTEGER NOT NULL, simulations INTEGER NOT NULL, opponent TEXT NOT NULL, planner TEXT NOT NULL,
      episodes INTEGER NOT NULL, seed TEXT NOT NULL, mean REAL NOT NULL, standard_error REAL,
      wins INTEGER, draws INTEGER, losses INTEGER, wall REAL NOT NULL,
      PRIMARY KEY (step, simulations, opponent, planner, episodes, seed)
    ) WITHOUT ROWID;
    """

  /// From version 1, which did not say how evaluations planned, nor from which seed.
  static let migration = """
    ALTER TABLE evaluations RENAME TO old_evaluations;
    \(evaluations)
    INSERT INTO evaluations
      SELECT step, simulations, opponent, '', episodes, '', mean, standard_error, wins, draws, losses, wall
      FROM old_evaluations;
    DROP TABLE old_evaluations;
    PRAGMA user_version = \(version);
    """
}
