import Environments
import Foundation
import TestSupport
import Testing

/// Sessions of the Go Text Protocol that another program sends in disorder: every line is answered as the protocol says.
@Suite struct GoTextSoakTests {
  private static let lines = [
    "protocol_version", "7 name", "known_command play", "list_commands", "boardsize 5", "clear_board",
    "komi 6.5",
    "fixed_handicap 4", "place_free_handicap 3", "set_free_handicap A1 B2 C3", "play b C3", "play white pass",
    "genmove b", "kgs-genmove_cleanup w", "undo", "final_score", "final_status_list alive", "showboard",
    "printsgf",
    "loadsgf /nowhere/a.sgf 3", "time_settings 30 10 5", "kgs-time_settings byoyomi 60 10 3",
    "time_left b 3 1",
    "lz-analyze b 10", "kata-analyze interval 5",
  ]

  @Test(.timeLimit(.minutes(30))) func mutatedLinesAreAnswered() {
    var mutations = Mutations(seed: 7)
    var engine = GoTextProtocol(name: "T", version: "1", game: Go(size: 5), sizes: 2...9)
    var failures = 0
    for number in 0..<Soak.files {
      let line = mutations.next(Self.lines[number % Self.lines.count])
      // No file is to be written wherever a line says.
      if line.contains("printsgf"), line.split(separator: " ").count > 1 { continue }
      let answer: String?
      if let analysis = engine.analysis(line) {
        answer = "\(analysis.head)\n\n"
      } else {
        answer = engine.answer(to: line) { $0.legal[number % $0.legal.count] }
      }
      guard let answer else { continue }
      #expect(answer.hasSuffix("\n\n") && (answer.hasPrefix("=") || answer.hasPrefix("?")), "\(line)")
      if answer.hasPrefix("?") { failures += 1 }
      if engine.isFinished {
        engine = GoTextProtocol(name: "T", version: "1", game: Go(size: 5), sizes: 2...9)
      }
    }
    #expect(failures > 0 && failures < Soak.files)
  }

  @Test(.timeLimit(.minutes(30))) func mutatedGamesAreLoadedOrRefused() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("game.sgf")
    let text = "(;GM[1]FF[4]SZ[9]KM[6.5]AB[cc][gg:hh]AW[cg];W[ee];B[ff];W[tt];B[];W[fe](;B[de])(;B[df]))"
    var mutations = Mutations(seed: 8)
    var loaded = 0
    for _ in 0..<Soak.files {
      try Data(mutations.next(Array(text.utf8))).write(to: URL(filePath: path))
      var engine = GoTextProtocol(name: "T", version: "1", game: Go(size: 5), sizes: 2...19)
      let before = engine.game.text
      if engine.answer(to: "loadsgf \(path)", generateMove: { $0.legal[0] }) == "=\n\n" {
        loaded += 1
      } else {
        #expect(engine.game.text == before)
      }
    }
    #expect(loaded > 0 && loaded < Soak.files)
  }
}
