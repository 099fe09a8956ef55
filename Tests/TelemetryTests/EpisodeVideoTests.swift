import Foundation
import TestSupport
import Testing

@testable import Telemetry

@Suite struct EpisodeVideoTests {
  @Test func lettersAreReadable() {
    func drawing(_ character: Character) -> [String] {
      (0..<7).map { row in
        String((0..<5).map { Glyphs.isSet(character, column: $0, row: row) ? "#" : "." })
      }
    }
    #expect(drawing("X") == ["#...#", "#...#", ".#.#.", "..#..", ".#.#.", "#...#", "#...#"])
    #expect(drawing(" ") == Array(repeating: ".....", count: 7))
    #expect(drawing("玉") == ["#####", "#...#", "#...#", "#...#", "#...#", "#...#", "#####"])
  }

  @Test func textsOfAnySizeAreOneVideo() throws {
    let folder = try TemporaryFolder()
    let video = EpisodeVideo(isGame: true)
    try video.write("none", step: 1, to: folder.path)
    for text in ["X", "X O\nlonger", ""] { video.append(text: text) }
    try video.write("episode", step: 12, to: folder.file("new"))
    #expect(video.steps == 3)
    #expect(try folder.names == ["new"])
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: folder.file("new/episode-000000012.gif"))))
    // Six letters of 6 columns and two lines of 9 rows, a dot's margin, twice as large.
    #expect(Array(bytes[6..<10]) == [74, 0, 38, 0])
  }
}
