import Foundation
import TestSupport
import Testing

@testable import Telemetry

@Suite struct MetricsRecordTests {
  private func batch(_ steps: ClosedRange<Int>) -> MetricsBatch {
    var batch = MetricsBatch()
    for step in steps {
      batch.add("loss", 1 / Double(step), step: step, wall: Double(step) / 10)
      batch.episodes.append(
        EpisodeRow(
          number: step, step: step, environment: step % 4, return: Double(step), length: step,
          wall: Double(step) / 10))
    }
    return batch
  }

  @Test func whatIsWrittenIsRead() throws {
    let folder = try TemporaryFolder()
    let record = try MetricsRecord(writing: folder.file("m"))
    var batch = batch(1...3)
    batch.add("fill", .nan, step: 2, wall: 0.2)
    batch.add("fill", .infinity, step: 3, wall: 0.3)
    let evaluation = EvaluationRow(
      step: 3, simulations: 50, opponent: "random", episodes: 20, seed: .max, mean: 0.5, standardError: 0.1,
      wins: 9, draws: 2, losses: 9, wall: 0.3)
    batch.evaluations = [
      evaluation,
      EvaluationRow(
        step: 3, simulations: 5, planner: "cem", episodes: 20, seed: 1, mean: 400, standardError: 10.5,
        wall: 0.3),
    ]
    try record.append(batch)
    try record.append(MetricsBatch())
    try record.setInformation([("seed", "1"), ("seed", "2"), ("device", "a")])
    let reader = try MetricsRecord(reading: folder.file("m"))
    #expect(try reader.names() == ["fill", "loss"])
    #expect(
      try reader.series("loss").map(\.value) == [1, 0.5, 1.0 / 3] && reader.series("loss")[1].wall == 0.2)
    #expect(try reader.series("fill") == [MetricPoint(step: 3, wall: 0.3, value: .infinity)])
    #expect(try reader.latest().map(\.step) == [3, 3])
    #expect(try reader.episodes(last: 2) == Array(batch.episodes.suffix(2)))
    #expect(try reader.episodeCount() == 3)
    #expect(try reader.evaluations() == batch.evaluations.reversed())
    #expect(try reader.information() == ["seed": "2", "device": "a"])
  }

  /// Whatever differs in what was measured, both results stay.
  @Test func noEvaluationTakesAnothersPlace() throws {
    let folder = try TemporaryFolder()
    let record = try MetricsRecord(writing: folder.file("m"))
    let row = EvaluationRow(
      step: 3, simulations: 50, episodes: 20, seed: 1, mean: 490, standardError: 2, wall: 0.3)
    var rows = [row]
    func add(_ change: (inout EvaluationRow) -> Void) throws {
      var other = row
      change(&other)
      other.mean = 10
      rows.append(other)
      var batch = MetricsBatch()
      batch.evaluations = [rows[0], other]
      try record.append(batch)
    }
    try add { $0.step = 4 }
    try add { $0.simulations = 51 }
    try add { $0.opponent = "random" }
    try add { $0.planner = "cem" }
    try add { $0.episodes = 1 }
    try add { $0.seed = "2" }
    let read = try record.evaluations()
    #expect(read.count == rows.count && rows.allSatisfy(read.contains))
  }

  @Test func recordsOfTheFirstVersionAreRead() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("m")
    do {
      try MetricsRecord(writing: path).database.write {
        try $0.execute(
          sql: """
            DROP TABLE evaluations;
            CREATE TABLE evaluations (
              step INTEGER NOT NULL, simulations INTEGER NOT NULL, opponent TEXT NOT NULL,
              episodes INTEGER NOT NULL, mean REAL NOT NULL, standard_error REAL, wins INTEGER,
              draws INTEGER, losses INTEGER, wall REAL NOT NULL,
              PRIMARY KEY (step, simulations, opponent)) WITHOUT ROWID;
            INSERT INTO evaluations VALUES (3, 50, 'random', 20, 0.5, 0.1, 9, 2, 9, 0.3);
            PRAGMA user_version = 1;
            """)
      }
    }
    let old = try MetricsRecord(reading: path).evaluations()
    #expect(old.count == 1 && old[0].seed == "" && old[0].planner == "" && old[0].wins == 9)
    try MetricsRecord(writing: path).append(batch(1...2))
    let new = try MetricsRecord(reading: path)
    #expect(try new.evaluations() == old && new.episodeCount() == 2)
  }

  @Test func seriesAreThinnedByMeans() throws {
    let folder = try TemporaryFolder()
    let record = try MetricsRecord(writing: folder.file("m"))
    #expect(try record.series("loss", points: 5) == [])
    var batch = MetricsBatch()
    for step in 10..<30 { batch.add("a", Double(step), step: step, wall: 2 * Double(step)) }
    batch.add("b", 7, step: 1000, wall: 0)
    try record.append(batch)
    #expect(
      try record.series("a", points: 4)
        == [12, 17, 22, 27].map { MetricPoint(step: $0, wall: 2 * $0, value: $0) })
    #expect(try record.series("a", points: 100).count == 20)
    #expect(try record.series("b", points: 3).map(\.value) == [7])
    try record.append(self.batch(1...10))
    #expect(try record.returns(points: 2).map(\.value) == [3, 8])
  }

  @Test func resumingLeavesNoDoubles() throws {
    let folder = try TemporaryFolder()
    do {
      let record = try MetricsRecord(writing: folder.file("m"))
      try record.append(batch(1...20))
    }
    let record = try MetricsRecord(writing: folder.file("m"))
    try record.removeRows(beyond: 12)
    #expect(try record.latest().map(\.step) == [12])
    #expect(try record.episodeCount() == 12)
    // The step of the checkpoint itself may be recorded once more.
    try record.append(batch(12...25))
    #expect(try record.series("loss").map(\.step) == (1...25).map(Double.init))
    #expect(try record.episodes(last: 100).map(\.number) == Array(1...25))
  }

  @Test func othersReadWhileItIsWritten() throws {
    let folder = try TemporaryFolder()
    let record = try MetricsRecord(writing: folder.file("m"))
    try record.append(batch(1...3))
    let reader = try MetricsRecord(reading: folder.file("m"))
    try record.database.writeWithoutTransaction { database in
      try database.inTransaction {
        try database.execute(sql: "INSERT INTO metrics VALUES (4, 4, 'loss', 4)")
        // What is not committed is not seen, and does not make the reader wait.
        #expect(try reader.latest().map(\.step) == [3])
        return .commit
      }
    }
    #expect(try reader.latest().map(\.step) == [4])
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/sqlite3")))
  func theCommandOfSQLiteReadsWhileItIsOpen() throws {
    let folder = try TemporaryFolder()
    let record = try MetricsRecord(writing: folder.file("m"))
    try record.append(batch(1...3))
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/sqlite3")
    process.arguments = [
      "-readonly", folder.file("m"),
      "SELECT step, round(value, 2) FROM metrics ORDER BY step; PRAGMA journal_mode",
    ]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(text == "1|1.0\n2|0.5\n3|0.33\nwal\n")
    try record.append(batch(4...4))
  }

  /// The process kills itself from another thread while it appends one batch of 50 rows after the other.
  @Test(arguments: 0..<8) func aKilledProcessLeavesWholeBatches(attempt: Int) async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("m")
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, attempt] in
      let record = try MetricsRecord(writing: path)
      Thread.detachNewThread {
        usleep(useconds_t(1000 + 7919 * attempt))
        kill(getpid(), SIGKILL)
      }
      for step in 1... {
        var batch = MetricsBatch()
        for index in 0..<50 { batch.add("\(index)", Double(step), step: step, wall: 0) }
        try record.append(batch)
        try Data("\(step)".utf8).write(to: URL(filePath: path + ".step"), options: .atomic)
      }
    }
    let appended = (try? String(contentsOfFile: path + ".step", encoding: .utf8)).flatMap { Int($0) } ?? 0
    let record = try MetricsRecord(writing: path)
    let counts = try (0..<50).map { try record.series("\($0)").count }
    #expect(Set(counts).count == 1 && (appended...appended + 1).contains(counts[0]), "\(appended): \(counts)")
  }

  @Test func damagedAndForeignFilesAreSentences() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("m")
    #expect(
      message { try MetricsRecord(reading: path) }
        == "there is no record \(path); the run has not begun to train")
    let damaged =
      "the record \(path) is damaged; move it away and go on with --resume, which begins a new one and leaves "
      + "the agent as it is"
    try Data("this is no database, but long enough to be read as one".utf8).write(to: URL(filePath: path))
    #expect(message { try MetricsRecord(writing: path) } == damaged)
    #expect(message { try MetricsRecord(reading: path) } == damaged)
    try FileManager.default.removeItem(atPath: path)
    do { try MetricsRecord(writing: path).append(batch(1...2000)) }
    var data = try Data(contentsOf: URL(filePath: path))
    for index in data.count / 2..<data.count / 2 + 5000 { data[index] = 0xa5 }
    try data.write(to: URL(filePath: path))
    #expect(message { try MetricsRecord(writing: path) } == damaged)
  }

  @Test func recordsOfOthersAreRefused() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("m")
    do {
      try MetricsRecord(writing: path).database.write { try $0.execute(sql: "PRAGMA user_version = 9") }
    }
    let newer =
      "the record \(path) is of version 9, but this program knows version 2; use the program that wrote it"
    #expect(message { try MetricsRecord(writing: path) } == newer)
    #expect(message { try MetricsRecord(reading: path) } == newer)
    do {
      let record = try MetricsRecord(writing: folder.file("n"))
      try record.database.write { try $0.execute(sql: "PRAGMA application_id = 5") }
    }
    #expect(
      message { try MetricsRecord(writing: folder.file("n")) }
        == "\(folder.file("n")) is a database of something else; move it away")
    #expect(
      message { try MetricsRecord(writing: folder.file("none/m")) }
        == "the record \(folder.file("none/m")) cannot be opened; check the folder and its permissions")
  }

  /// A limit on the size of the files that a process writes stands for a full disk.
  @Test func aFullDiskIsOneSentenceAndKeepsWhatWasThere() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let record = try MetricsRecord(writing: folder.file("m"))
      var batch = MetricsBatch()
      batch.add("a", 1, step: 1, wall: 0)
      try record.append(batch)
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 100_000, rlim_max: 100_000)
      #expect(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
      for step in 0..<20_000 { batch.add("b", 1, step: step, wall: 0) }
      let sentence = message { try record.append(batch) }
      #expect(sentence == "the record \(folder.file("m")) cannot be written; free some space")
      #expect(try record.names() == ["a"])
    }
  }
}
