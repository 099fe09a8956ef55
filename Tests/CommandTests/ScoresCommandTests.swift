import Foundation
import TestSupport
import Testing

/// `foresight scores`, of runs of CartPole whose settings name other tasks.
@Suite struct ScoresCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func run(_ name: String, environment: String) throws -> String {
    let (path, source) = (folder.file(name), try TinyRun.cartPole.get().path)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for file in ["metrics.sqlite", "run.txt"] {
      try FileManager.default.copyItem(atPath: "\(source)/\(file)", toPath: "\(path)/\(file)")
    }
    let text = try String(contentsOfFile: "\(source)/configuration.yaml", encoding: .utf8)
    try text.replacing("  name: cartpole\n", with: "  name: \"\(environment)\"\n")
      .write(toFile: "\(path)/configuration.yaml", atomically: true, encoding: .utf8)
    return path
  }

  private func rows(_ output: String) -> [[Substring]] {
    output.split(separator: "\n").map { $0.split(separator: " ", omittingEmptySubsequences: true) }
  }

  @Test func runsStandBesideWhatWasPublished() throws {
    let runs = [try run("a", environment: "atari:Breakout"), try run("b", environment: "atari:breakout")]
    let picture = folder.file("bars.svg")
    let scores = try ForesightProcess(["scores"] + runs + ["--output", picture])
    #expect(scores.status == 0, "\(scores.errors)")
    let rows = rows(scores.output)
    let row = try #require(rows.first { $0.first == "Breakout" && $0.count == 11 })
    #expect(row.suffix(6) == ["1.7", "30.5", "16.4", "800.9", "837.7", "864.0"])
    // Other tests evaluate the run that these are copies of, with numbers of episodes of their own.
    let episodes = try #require(Int(row[3]))
    #expect(row[2] == "384" && episodes > 0)
    let score = try #require(Double(row[4]))
    let summary = try #require(rows.first { $0.first == "runs" && $0.count == 4 })
    let normalized = try #require(Double(summary[1]))
    #expect(abs(normalized - 100 * (score - 1.7) / (30.5 - 1.7)) < 0.3)
    #expect(summary[1] == summary[2] && summary[3] == "1")
    #expect(rows.contains { $0.first == "MuZero" && $0.last == "2994" })
    let text = try String(contentsOfFile: picture, encoding: .utf8)
    #expect(text.hasPrefix("<svg ") && text.hasSuffix("</svg>\n") && text.contains(">Breakout</text>"))
  }

  /// The figures over all games are those that the tables' own papers give: Badia et al. 2020 for MuZero, and 0.144 and 0.443
  /// for SimPLe in 26 games.
  @Test func allGamesGiveThePapersFigures() throws {
    let text = try String(contentsOfFile: "Suites/atari-scores.csv", encoding: .utf8)
    let games = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.dropFirst().map {
      String($0.prefix { $0 != "," })
    }
    #expect(games.count == 57)
    let runs = try games.map { try run($0, environment: "atari:\($0)") }
    let scores = try ForesightProcess(["scores"] + runs)
    #expect(scores.status == 0, "\(scores.errors)")
    let rows = rows(scores.output).filter { $0.count == 4 }
    #expect(rows.contains(["SimPLe", "14.4", "44.3", "26"]))
    #expect(rows.contains(["MuZero", "2382", "5662", "57"]))
    #expect(rows.contains(["human", "100.0", "100.0", "57"]))
  }

  @Test func controlTasksHaveATableOfTheirOwn() throws {
    let path = folder.file("pendulum")
    try FileManager.default.copyItem(atPath: try TinyRun.pendulum.get().path, toPath: path)
    let file = "\(path)/configuration.yaml"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    try text.replacing("  name: pendulum\n", with: "  name: \"dmc:cheetah-run\"\n")
      .write(toFile: file, atomically: true, encoding: .utf8)
    let scores = try ForesightProcess(["scores", path])
    #expect(scores.status == 0, "\(scores.errors)")
    let row = try #require(rows(scores.output).first { $0.first == "cheetah-run" && $0.count == 9 })
    #expect(row.suffix(4) == ["214.0", "524.0", "662.0", "656.0"])
  }

  @Test func programsReadLinesOfJSON() throws {
    struct Line: Decodable {
      let suite: String
      let run, task, agent, measure: String?
      let score, human_normalized_percent, median: Double?
      let published: [String: Double]?
    }
    let runs = [try run("a", environment: "atari:Breakout"), try run("b", environment: "atari:Alien")]
    let scores = try ForesightProcess(["scores", "--json"] + runs)
    #expect(scores.status == 0, "\(scores.errors)")
    let lines = try scores.output.split(separator: "\n").map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
    #expect(lines.count == 2 + 7 && lines.allSatisfy { $0.suite == "atari" })
    #expect(lines.prefix(2).map(\.run) == [runs[1], runs[0]])
    #expect(lines[1].task == "Breakout" && lines[1].published?["MuZero"] == 864)
    let score = try #require(lines[1].score)
    let normalized = try #require(lines[1].human_normalized_percent)
    #expect(abs(normalized - 100 * (score - 1.7) / (30.5 - 1.7)) < 1e-9)
    #expect(lines[2].agent == "runs" && lines[2].measure == "human_normalized_percent")
    let both = lines.prefix(2).compactMap(\.human_normalized_percent).reduce(0, +)
    #expect(abs(try #require(lines[2].median) - both / 2) < 1e-9)
    #expect(lines.last?.agent == "MuZero")
  }

  @Test func aPictureIsOfTheKindThatItsNameSays() throws {
    let run = try run("a", environment: "atari:Breakout")
    let picture = folder.file("bars.PNG")
    let scores = try ForesightProcess(["scores", run, "--output", picture])
    #expect(scores.status == 0, "\(scores.errors)")
    let bytes = try #require(FileManager.default.contents(atPath: picture))
    #expect(bytes.starts(with: [0x89] + Array("PNG\r\n".utf8)))
    let other = try ForesightProcess(["scores", run, "--output", folder.file("bars.gif")])
    #expect(other.status == 1 && other.errors.contains("but must end with .png or .svg"), "\(other.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.file("bars.gif")))
  }

  @Test func whatHasNoScoreIsASentence() throws {
    let unknown = try ForesightProcess(["scores", try TinyRun.ticTacToe.get().path])
    #expect(
      unknown.status == 1 && unknown.errors.contains("nothing that was published of tic-tac-toe is known"))
    let minichess = try run("c", environment: "atari:Adventure")
    let other = try ForesightProcess(["scores", minichess])
    #expect(
      other.status == 1 && other.errors.contains("nothing that was published of atari:Adventure is known"))
    #expect(other.errors.split(separator: "\n").count == 1)
  }
}
