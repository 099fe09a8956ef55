import GRDB

/// The tables of the metrics, as described in docs/runs.md.
enum MetricsSchema {
  /// The number that marks the file as Foresight's: "Fore" in ASCII.
  static let application = 0x466f_7265
  static let version = 2
  /// The older versions that can be read, and are migrated when they are written.
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

  /// The primary key consists of everything that identifies a measurement.
  private static let evaluations = """
    CREATE TABLE evaluations (
      step INTEGER NOT NULL, simulations INTEGER NOT NULL, opponent TEXT NOT NULL, planner TEXT NOT NULL,
      episodes INTEGER NOT NULL, seed TEXT NOT NULL, mean REAL NOT NULL, standard_error REAL,
      wins INTEGER, draws INTEGER, losses INTEGER, wall REAL NOT NULL,
      PRIMARY KEY (step, simulations, opponent, planner, episodes, seed)
    ) WITHOUT ROWID;
    """

  /// The migration from version 1, which stored neither the planner nor the seed of evaluations.
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
